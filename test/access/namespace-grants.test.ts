import type { Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { SecretNamespace } from '../../src';
import { identityStatements, inPartition, type Json, newNamespace, newRole, newStack } from '../support/stacks';

const PREFIX = inPartition(':secretsmanager:eu-west-1:111122223333:secret:prod/payments/*');
const VIA = { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' };
const READ = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];
const WRITE = ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map((it) => `secretsmanager:${it}`);

function build(): { stack: Stack; namespace: SecretNamespace; add: (count: number) => void } {
  const stack = newStack();
  const namespace = newNamespace(stack);
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

test('readByTags without a tag is refused', () => {
  const { stack, namespace } = build();
  expect(() => namespace.grants.readByTags(newRole(stack))).toThrow(
    "[Stack/Payments] 'tagKeys' must name a tag to compare, got none: 'Service' is one that every governed secret has",
  );
});
