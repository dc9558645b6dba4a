import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SecretKey, SecretNamespace } from '../src';
import { newSecret, newStack } from './support/stacks';

/**
 * A stateful resource whose logical id changes is replaced: its value or all that it encrypts is gone.
 * A change here is a breaking change.
 */
function logicalIds(stack: ReturnType<typeof newStack>): Record<string, string> {
  const { Resources } = Template.fromStack(stack).toJSON();
  return Object.fromEntries(Object.entries<{ Type: string }>(Resources).map(([id, { Type }]) => [id, Type]));
}

test('of a secret with a key of its own', () => {
  const stack = newStack();
  newSecret(stack, {}, 'Database');
  expect(logicalIds(stack)).toEqual({
    DatabaseB269D8BB: 'AWS::SecretsManager::Secret',
    DatabaseKeyAlias027C0402: 'AWS::KMS::Alias',
    DatabaseKey5E5D9547: 'AWS::KMS::Key',
    DatabasePolicy35D2CDEF: 'AWS::SecretsManager::ResourcePolicy',
  });
});

test('of a namespace and its secret', () => {
  const stack = newStack();
  const namespace = new SecretNamespace(stack, 'Payments', { environment: 'prod', service: 'payments', owner: 'team' });
  namespace.addSecret('Database', { purpose: 'db' });
  expect(logicalIds(stack)).toEqual({
    PaymentsDatabase468C3A03: 'AWS::SecretsManager::Secret',
    PaymentsDatabasePolicyD950711C: 'AWS::SecretsManager::ResourcePolicy',
    PaymentsKeyAliasA9DBB395: 'AWS::KMS::Alias',
    PaymentsKeyB60DCB49: 'AWS::KMS::Key',
  });
});

test('of a key', () => {
  const stack = newStack();
  new SecretKey(stack, 'Key', { alias: 'payments' });
  expect(logicalIds(stack)).toEqual({ Key961B73FD: 'AWS::KMS::Key', KeyAlias910D852D: 'AWS::KMS::Alias' });
});

test('of a secret whose key is given', () => {
  const stack = newStack();
  newSecret(
    stack,
    { encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1') },
    'Database',
  );
  expect(logicalIds(stack)).toEqual({
    DatabaseB269D8BB: 'AWS::SecretsManager::Secret',
    DatabasePolicy35D2CDEF: 'AWS::SecretsManager::ResourcePolicy',
  });
});
