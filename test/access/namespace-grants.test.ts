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
import { SecretNamespace } from '../../src';
import {
  ENV,
  identityStatements,
  inPartition,
  type Json,
  keyStatements,
  newRole,
  newStack,
  OTHER_ACCOUNT,
  resources,
  secretStatements,
} from '../support/stacks';

const PREFIX = inPartition(':secretsmanager:eu-west-1:111122223333:secret:prod/payments/*');
const VIA = { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' };
const READ = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
const WRITE = ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map((it) => `secretsmanager:${it}`);

function build(): { stack: Stack; namespace: SecretNamespace; add: (count: number) => void } {
  const stack = newStack();
  const namespace = new SecretNamespace(stack, 'Payments', { environment: 'prod', service: 'payments', owner: 'me' });
  const add = (count: number) => {
    for (let index = 0; index < count; index++) {
      namespace.addSecret(`Secret${index}`, { purpose: `key-${index}x` });
    }
  };
  return { stack, namespace, add };
}

const onKey = (Action: Json): Json => ({
  Effect: 'Allow',
  Action,
  Resource: { 'Fn::GetAtt': [expect.stringMatching(/^PaymentsKey/), 'Arn'] },
  Condition: { StringEquals: VIA, StringLike: { 'kms:EncryptionContext:SecretARN': PREFIX } },
});

const sameTags = (...keys: string[]) => ({
  StringEquals: Object.fromEntries(
    keys.map((key) => [`secretsmanager:ResourceTag/${key}`, `\${aws:PrincipalTag/${key}}`]),
  ),
});

const LISTING = {
  Effect: 'Allow',
  Action: ['secretsmanager:BatchGetSecretValue', 'secretsmanager:ListSecrets'],
  Resource: '*',
};

const GRANTS: [string, (namespace: SecretNamespace, grantee: IGrantable) => unknown, Json[]][] = [
  [
    'read',
    (namespace, grantee) => namespace.grants.read(grantee),
    [{ Effect: 'Allow', Action: READ, Resource: PREFIX }, onKey('kms:Decrypt')],
  ],
  [
    'write',
    (namespace, grantee) => namespace.grants.write(grantee),
    [{ Effect: 'Allow', Action: WRITE, Resource: PREFIX }, onKey(['kms:Decrypt', 'kms:GenerateDataKey'])],
  ],
  [
    'batchRead',
    (namespace, grantee) => namespace.grants.batchRead(grantee),
    [LISTING, { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: PREFIX }, onKey('kms:Decrypt')],
  ],
  [
    'readByTags',
    (namespace, grantee) => namespace.grants.readByTags(grantee, 'Service', 'Team'),
    [{ Effect: 'Allow', Action: READ, Resource: PREFIX, Condition: sameTags('Service', 'Team') }, onKey('kms:Decrypt')],
  ],
];

describe.each(GRANTS)('%s of a namespace', (_, grant, statements) => {
  const policyWith = (secrets: number) => {
    const { stack, namespace, add } = build();
    grant(namespace, newRole(stack));
    add(secrets);
    return identityStatements(stack);
  };

  test('names the prefix, for the secrets and for their key', () => {
    const got = policyWith(1);
    expect(got).toHaveLength(statements.length);
    expect(got).toEqual(expect.arrayContaining(statements));
  });

  test('is the same text for 1 secret and for 100', () => {
    expect(JSON.stringify(policyWith(100))).toBe(JSON.stringify(policyWith(1)));
  });
});

describe('the prefix of a namespace', () => {
  /** As IAM matches: a star is any characters, a question mark is one. */
  const covers = (pattern: Json, name: string) => {
    const [, [, , rest]] = pattern['Fn::Join'];
    const source = rest
      .replace(/[.+^$()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    return new RegExp(`^${source}$`).test(`:secretsmanager:eu-west-1:111122223333:secret:${name}`);
  };

  test.each([
    ['prod/payments/db-AbCdEf', true],
    ['prod/payments/a/b-AbCdEf', true],
    ['prod/payments-x/db-AbCdEf', false],
    ['prod/payments-AbCdEf', false],
    ['prod/paymentsdb-AbCdEf', false],
    ['preprod/payments/db-AbCdEf', false],
    ['test/prod/payments/db-AbCdEf', false],
  ])('for %s: %s', (name, expected) => {
    const { stack, namespace } = build();
    namespace.grants.read(newRole(stack));
    const [onSecret, { Condition }] = identityStatements(stack);
    expect(covers(onSecret.Resource, name)).toBe(expected);
    expect(covers(Condition.StringLike['kms:EncryptionContext:SecretARN'], name)).toBe(expected);
  });
});

describe('another account', () => {
  const ACCOUNT = { AWS: inPartition(`:iam::${OTHER_ACCOUNT}:root`) };

  test.each([
    ['before its secrets are added', 0, 3],
    ['after its secrets are added', 3, 0],
    ['between its secrets', 1, 2],
  ])('that is granted the namespace %s stands in the policy of each', (_, before, after) => {
    const { stack, namespace } = build();
    const add = (id: string) => namespace.addSecret(id, { purpose: `key-${id}` });
    for (let index = 0; index < before; index++) add(`before${index}`);
    namespace.grants.read(new AccountPrincipal(OTHER_ACCOUNT));
    for (let index = 0; index < after; index++) add(`after${index}`);
    const read = { Effect: 'Allow', Action: READ, Principal: ACCOUNT, Resource: '*' };
    expect(secretStatements(stack)).toEqual([read, read, read]);
    expect(Object.keys(resources(stack, 'AWS::SecretsManager::ResourcePolicy'))).toHaveLength(3);
  });

  test('stands in the policy of the key once, with the prefix', () => {
    const { stack, namespace, add } = build();
    namespace.grants.read(new AccountPrincipal(OTHER_ACCOUNT));
    add(3);
    expect(keyStatements(stack)).toEqual([
      { ...onKey('kms:Decrypt'), Principal: ACCOUNT, Resource: '*' },
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
    add(1);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is granted by tags with the condition in the policy of each secret', () => {
    const { stack, namespace, add } = build();
    namespace.grants.readByTags(new AccountPrincipal(OTHER_ACCOUNT), 'Service');
    add(1);
    expect(secretStatements(stack)).toEqual([
      { Effect: 'Allow', Action: READ, Principal: ACCOUNT, Resource: '*', Condition: sameTags('Service') },
    ]);
  });
});

test('an AWS service that is granted the namespace keeps its source for secrets that come later', () => {
  const { stack, namespace, add } = build();
  namespace.grants.read(new ServicePrincipal('dms.amazonaws.com'));
  add(1);
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

test('readByTags without a tag is refused', () => {
  const { stack, namespace } = build();
  expect(() => namespace.grants.readByTags(newRole(stack))).toThrow(
    "[Stack/Payments] 'tagKeys' must name a tag to compare, got none: 'Service' is one that every governed secret has",
  );
});
