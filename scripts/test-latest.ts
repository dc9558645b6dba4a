import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Runs the tests against the newest aws-cdk-lib and constructs: `npm run test:latest`. The project stays as it is. */
const NEWEST = ['aws-cdk-lib@2', 'constructs@10'];

const home = realpathSync(mkdtempSync(join(tmpdir(), 'test-latest-')));
const copy = join(home, 'project');
process.once('SIGINT', () => process.exit(130));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));

for (const file of projectFiles()) {
  cpSync(file, join(copy, file));
}
if (existsSync('../shared')) {
  symlinkSync(resolve('../shared'), join(home, 'shared'), 'dir');
}
run('npm', 'ci', '--no-audit', '--no-fund');
run('npm', 'install', '--no-save', '--no-audit', '--no-fund', ...NEWEST);
console.log(`\nTesting against ${NEWEST.map(installed).join(' and ')}`);
process.exit(run('npx', 'jest', '--ci'));

/** What git knows or would add, and is still there. */
function projectFiles(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  return execFileSync('git', args, { encoding: 'utf8' }).split('\0').filter(Boolean).filter(existsSync);
}

/** The version of a package that stands in the copy, such as `constructs 10.5.1`. */
function installed(spec: string): string {
  const name = spec.split('@')[0];
  return `${name} ${JSON.parse(readFileSync(join(copy, 'node_modules', name, 'package.json'), 'utf8')).version}`;
}

/** Runs a command in the copy. Only the tests may fail: without an installation there is nothing to test. */
function run(command: string, ...args: string[]): number {
  console.log(`\n$ ${[command, ...args].join(' ')}`);
  const env = { ...process.env, CDK_VALIDATION: 'false' };
  const { status, error } = spawnSync(command, args, { cwd: copy, env, stdio: 'inherit' });
  if (error !== undefined || (command === 'npm' && status !== 0)) {
    throw error ?? new Error(`'${command} ${args[0]}' must succeed, got the exit code ${status}`);
  }
  return status ?? 1;
}
