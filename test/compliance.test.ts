import type { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { SecretContent, SecretNamespace } from '../src';
import { newSecret, newStack } from './support/stacks';

const PACKS = [AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks];

const FORMS: [string, (stack: Stack) => unknown][] = [
  ['a secret of defaults', (stack) => newSecret(stack)],
  ['a secret of a development stack', (stack) => newSecret(stack, { deletionProtection: false })],
  ['a secret that is entered later', (stack) => newSecret(stack, { content: SecretContent.enteredLater() })],
  [
    'a namespace',
    (stack) =>
      new SecretNamespace(stack, 'Payments', { environment: 'prod', service: 'payments', owner: 'team' }).addSecret(
        'Database',
        { purpose: 'db' },
      ),
  ],
];

/** Rotation is for the user to say: no default suits every secret. */
const ROTATION = /^(AwsSolutions-SMG4|(NIST\.800\.53\.R5|HIPAA\.Security)-SecretsManagerRotationEnabled)$/;

describe.each(PACKS.map((Pack) => [Pack.name, Pack] as const))('%s', (_, Pack) => {
  test.each(FORMS)('has nothing to say about %s but rotation', (_form, build) => {
    const stack = newStack();
    build(stack);
    const rules = new Pack(stack.node.root as App).validateScope(stack).violations.map(({ ruleName }) => ruleName);
    expect(rules.filter((rule) => !ROTATION.test(rule))).toEqual([]);
  });
});

test('the packs do look: they find the rotation that is missing', () => {
  const stack = newStack();
  newSecret(stack);
  const rules = new AwsSolutionsChecks(stack.node.root as App).validateScope(stack).violations;
  expect(rules.map(({ ruleName }) => ruleName)).toEqual(['AwsSolutions-SMG4']);
});
