import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SecretNamespace } from '../../src';
import { identityStatements, newStack } from '../support/stacks';

const build = () => {
  const stack = newStack();
  const namespace = new SecretNamespace(stack, 'Payments', { environment: 'prod', service: 'payments', owner: 'team' });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const add = (index: number) => namespace.addSecret(`Secret${index}`, { purpose: `key-${index}x` });
  return { stack, role, add };
};

test.each([
  [1, 2],
  [50, 2],
  [51, 4],
  [100, 4],
])('a reader of %i secrets under one key has %i statements, whose lists grow', (secrets, count) => {
  const { stack, role, add } = build();
  for (let index = 0; index < secrets; index++) {
    add(index).grants.read(role);
  }
  const statements = identityStatements(stack);
  const [onSecret, onKey] = ['secretsmanager:GetSecretValue', 'kms:Decrypt'].map((action) =>
    statements.filter(({ Action }) => [Action].flat().includes(action)),
  );
  expect(statements).toHaveLength(count);
  expect(onSecret.flatMap(({ Resource }) => Resource)).toHaveLength(secrets);
  expect(onKey.map(({ Condition }) => Condition.StringLike['kms:EncryptionContext:SecretARN'])).toEqual(
    onSecret.map(({ Resource }) => Resource),
  );
});

test('a secret that is granted twice stands in the lists once', () => {
  const { stack, role, add } = build();
  const secret = add(1);
  secret.grants.read(role);
  secret.grants.read(role);
  expect(identityStatements(stack)[0].Resource).toEqual({ Ref: expect.stringMatching(/^PaymentsSecret1/) });
  expect(identityStatements(stack)[1].Condition.StringLike['kms:EncryptionContext:SecretARN']).toEqual(
    identityStatements(stack)[0].Resource,
  );
});

test('reading one secret and writing another are not mixed', () => {
  const { stack, role, add } = build();
  add(1).grants.read(role);
  add(2).grants.write(role);
  const statements = identityStatements(stack);
  expect(statements).toHaveLength(4);
  for (const { Resource, Condition } of statements) {
    expect(JSON.stringify(Condition?.StringLike ?? Resource)).not.toMatch(/Secret1.*Secret2/);
  }
});
