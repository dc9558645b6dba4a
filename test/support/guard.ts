import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import type { App, Stack } from 'aws-cdk-lib';
import { newStack } from './stacks';

/** The rules of Control Tower on KMS keys, as the package has them. */
const CONTROL_TOWER = join(
  dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json')),
  'rules/control-tower/cfn-guard/keymanagementservice',
);

/** The rules of Control Tower and those given that the template of a stack breaks, as CloudFormation Guard says. */
export function brokenRules(stack: Stack, ownRules: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'guard-'));
  try {
    const ownFile = join(folder, 'own.guard');
    writeFileSync(ownFile, ownRules);
    const app = stack.node.root as App;
    const { violations } = new CfnGuardValidator({
      controlTowerRulesEnabled: false,
      rules: [CONTROL_TOWER, ownFile],
    }).validate({
      templatePaths: [app.synth().getStackArtifact(stack.artifactId).templateFullPath],
      appConstruct: app,
    });
    return [...new Set(violations.map(({ ruleName }) => ruleName))].sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Why Guard, which is a program of its own, does not run on this machine; undefined where it does. */
export function whyGuardCannotRun(): string | undefined {
  try {
    brokenRules(newStack(), '');
    return undefined;
  } catch (error) {
    return `cfn-guard cannot run on ${platform()} ${arch()}: ${(error as Error).message.trim()}`;
  }
}
