import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  ArnPrincipal,
  CompositePrincipal,
  type IGrantable,
  OrganizationPrincipal,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  ENV,
  identityStatements,
  inPartition,
  keyStatements,
  newNamespace,
  newRole,
  newStack,
  OTHER_ACCOUNT,
  resources,
  secretStatements,
} from '../support/stacks';

const READ = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

const build = () => {
  const stack = newStack();
  const namespace = newNamespace(stack);
  return { stack, namespace, add: (id: string) => namespace.addSecret(id, { purpose: `key${id}` }) };
};

describe('another account', () => {
  const ACCOUNT = { AWS: inPartition(`:iam::${OTHER_ACCOUNT}:root`) };

  test.each([
    ['before its secrets are added', [], ['a', 'b', 'c']],
    ['after its secrets are added', ['a', 'b', 'c'], []],
    ['between its secrets', ['a'], ['b', 'c']],
  ])('that is granted the namespace %s stands in the policy of each', (_, before, after) => {
    const { stack, namespace, add } = build();
    before.map(add);
    namespace.grants.read(new AccountPrincipal(OTHER_ACCOUNT));
    after.map(add);
    const read = { Effect: 'Allow', Action: READ, Principal: ACCOUNT, Resource: '*' };
    expect(secretStatements(stack)).toEqual([read, read, read]);
    expect(Object.keys(resources(stack, 'AWS::SecretsManager::ResourcePolicy'))).toHaveLength(3);
  });

  const PREFIX = inPartition(':secretsmanager:eu-west-1:111122223333:secret:prod/payments/*');
  const VIA = { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' };

  test('stands in the policy of the key once, with the prefix', () => {
    const { stack, namespace, add } = build();
    namespace.grants.read(new AccountPrincipal(OTHER_ACCOUNT));
    for (const id of ['a', 'b', 'c']) add(id);
    expect(keyStatements(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Principal: ACCOUNT,
        Resource: '*',
        Condition: { StringEquals: VIA, StringLike: { 'kms:EncryptionContext:SecretARN': PREFIX } },
      },
      {
        Effect: 'Allow',
        Action: 'kms:DescribeKey',
        Principal: ACCOUNT,
        Resource: '*',
        Condition: { StringEquals: VIA },
      },
    ]);
  });

  test('is granted without a warning', () => {
    const { stack, namespace, add } = build();
    namespace.grants.read(new AccountPrincipal(OTHER_ACCOUNT));
    add('a');
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  const sameTag = { StringEquals: { 'secretsmanager:ResourceTag/Service': `\${aws:PrincipalTag/Service}` } };

  test('is granted by tags with the condition in the policy of each secret', () => {
    const { stack, namespace, add } = build();
    namespace.grants.readByTags(new AccountPrincipal(OTHER_ACCOUNT), 'Service');
    add('a');
    expect(secretStatements(stack)).toEqual([
      { Effect: 'Allow', Action: READ, Principal: ACCOUNT, Resource: '*', Condition: sameTag },
    ]);
  });
});

test('an AWS service that is granted the namespace keeps its source for secrets that come later', () => {
  const { stack, namespace, add } = build();
  namespace.grants.read(new ServicePrincipal('dms.amazonaws.com'));
  add('a');
  expect(secretStatements(stack)[0].Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ENV.account } });
});

describe('batchRead beyond the account is refused', () => {
  test.each<[string, (stack: Stack) => IGrantable, string]>([
    ['an account', () => new AccountPrincipal(OTHER_ACCOUNT), `AccountPrincipal(${OTHER_ACCOUNT})`],
    ['a role, by its ARN', () => new ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/app`), 'role/app'],
    [
      'an imported role',
      (stack) => Role.fromRoleArn(stack, 'Theirs', `arn:aws:iam::${OTHER_ACCOUNT}:role/app`),
      "'Stack/Theirs'",
    ],
    ['an organization', () => new OrganizationPrincipal('o-a1b2c3d4e5'), 'o-a1b2c3d4e5'],
    [
      'a part of a composite principal',
      (stack) => new CompositePrincipal(newRole(stack), new AccountPrincipal(OTHER_ACCOUNT)),
      OTHER_ACCOUNT,
    ],
  ])('for %s', (_, make, who) => {
    const { stack, namespace } = build();
    const grant = () => namespace.grants.batchRead(make(stack));
    expect(grant).toThrow('[Stack/Payments] BatchGetSecretValue does not work beyond the account, got ');
    expect(identityStatements(stack)).toEqual([]);
    expect(() => build().namespace.grants.batchRead(make(newStack()))).toThrow(who);
    expect(() => build().namespace.grants.batchRead(make(newStack()))).toThrow('use read instead');
  });
});
