import { App, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AccountPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  CompositePrincipal,
  type IGrantable,
  OrganizationPrincipal,
  Role,
  ServicePrincipal,
  StarPrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { GovernedSecret } from '../../src';
import {
  ENV,
  identityStatements,
  inPartition,
  type Json,
  keyStatements,
  newNamespace,
  newRole,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  secretStatements,
} from '../support/stacks';

const BY_NAME = inPartition(':secretsmanager:eu-west-1:111122223333:secret:prod/payments/db-??????');
const ROLE_ARN = `arn:aws:iam::${OTHER_ACCOUNT}:role/app`;
const VIA = { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' };
const READ = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'];

const allow = (Action: Json, Principal: Json, Condition?: Json): Json => ({
  Effect: 'Allow',
  Action,
  Principal,
  Resource: '*',
  ...(Condition ? { Condition } : {}),
});

/** DescribeKey stands apart, since a condition on the encryption context would never hold for it. */
const onKey = (Principal: Json, { StringEquals, ...conditions }: Json = {}): Json[] => [
  allow('kms:Decrypt', Principal, {
    ...conditions,
    StringEquals: { ...StringEquals, ...VIA },
    StringLike: { 'kms:EncryptionContext:SecretARN': BY_NAME },
  }),
  allow('kms:DescribeKey', Principal, { ...conditions, StringEquals: { ...StringEquals, ...VIA } }),
];

const inOrganization = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };
const inUnit = {
  'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'] },
};

const CASES: [string, (stack: Stack) => IGrantable, Json, Json?][] = [
  ['a role, by its ARN', () => new ArnPrincipal(ROLE_ARN), { AWS: ROLE_ARN }],
  ['an imported role', (stack) => Role.fromRoleArn(stack, 'Imported', ROLE_ARN), { AWS: ROLE_ARN }],
  ['an account', () => new AccountPrincipal(OTHER_ACCOUNT), { AWS: inPartition(`:iam::${OTHER_ACCOUNT}:root`) }],
  ['an organization', () => new OrganizationPrincipal('o-a1b2c3d4e5'), { AWS: '*' }, inOrganization],
  ['an organization, by a condition', () => new StarPrincipal().withConditions(inOrganization), '*', inOrganization],
  ['an organizational unit', () => new AnyPrincipal().withConditions(inUnit), { AWS: '*' }, inUnit],
];

describe.each(CASES)('%s', (_, make, principal, conditions) => {
  const stack = newStack();
  newSecret(stack).grants.read(make(stack));

  test('stands in the policy of the secret with its conditions', () => {
    expect(secretStatements(stack)).toEqual([allow(READ, principal, conditions)]);
  });

  test('stands in the policy of the key, which names the secret without a reference', () => {
    expect(keyStatements(stack)).toEqual(onKey(principal, conditions));
  });

  test('is not warned of, and no policy is made that nobody has', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
    expect(identityStatements(stack)).toEqual([]);
  });
});

describe('an AWS service', () => {
  const SERVICE = { Service: 'dms.amazonaws.com' };
  const ofAccount = { 'aws:SourceAccount': ENV.account };
  const ofTask = { 'aws:SourceArn': 'arn:aws:dms:eu-west-1:111122223333:task:*' };

  test.each([
    ['acts for the account of the secret', {}, { StringEquals: ofAccount }],
    ['keeps its source', { ArnLike: ofTask }, { StringEquals: ofAccount, ArnLike: ofTask }],
    [
      'keeps the account that it was given',
      { StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } },
      { StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } },
    ],
    [
      'keeps a pattern of accounts that it was given',
      { StringLike: { 'aws:SourceAccount': '44445555*' } },
      { StringLike: { 'aws:SourceAccount': '44445555*' } },
    ],
  ])('%s', (_, conditions, expected) => {
    const stack = newStack();
    newSecret(stack).grants.read(new ServicePrincipal('dms.amazonaws.com', { conditions }));
    expect(secretStatements(stack)).toEqual([allow(READ, SERVICE, expected)]);
    // KMS does not learn for whom the service calls Secrets Manager.
    expect(keyStatements(stack)).toEqual(onKey(SERVICE));
  });
});

describe('a composite principal', () => {
  const parts = [new AccountPrincipal(OTHER_ACCOUNT), new ServicePrincipal('dms.amazonaws.com')];
  const ACCOUNT = { AWS: inPartition(`:iam::${OTHER_ACCOUNT}:root`) };
  const SERVICE = { Service: 'dms.amazonaws.com' };
  const BOTH = [...onKey(ACCOUNT), ...onKey(SERVICE)];

  test('is granted part by part', () => {
    const stack = newStack();
    newSecret(stack).grants.read(new CompositePrincipal(...parts, newRole(stack)));
    expect(secretStatements(stack)).toEqual([
      allow(READ, ACCOUNT),
      allow(READ, SERVICE, { StringEquals: { 'aws:SourceAccount': ENV.account } }),
    ]);
    expect(keyStatements(stack)).toEqual(BOTH);
    expect(identityStatements(stack)).toHaveLength(2);
  });

  test('of services and others is refused under a condition, where its parts are not known any more', () => {
    const tagged = { StringEquals: { 'aws:PrincipalTag/Team': 'payments' } };
    const grantee = new CompositePrincipal(...parts).withConditions(tagged);
    expect(() => newSecret(newStack()).grants.read(grantee)).toThrow(
      '[Stack/Secret] AWS services and other principals cannot be granted together under a condition',
    );
  });
});

describe.each(['eu-west-1', 'us-east-1'])('a role of another account that is part of the app, in %s', (region) => {
  const app = new App();
  const secrets = newStack({ env: ENV }, 'Secrets', app);
  const theirs = newStack({ env: { account: OTHER_ACCOUNT, region } }, 'Theirs', app);
  newSecret(secrets).grants.read(newRole(theirs, { roleName: 'app' }));
  const principal = { AWS: inPartition(`:iam::${OTHER_ACCOUNT}:role/app`) };

  test('stands in the policies of the secret and of its key', () => {
    expect(secretStatements(secrets)).toEqual([allow(READ, principal)]);
    expect(keyStatements(secrets)).toEqual(onKey(principal));
  });

  test('gets its own policy as well, which names the secret by its name and the key by its alias', () => {
    expect(identityStatements(theirs)).toEqual([
      { Effect: 'Allow', Action: READ, Resource: BY_NAME },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: inPartition(':kms:eu-west-1:111122223333:key/*'),
        Condition: {
          StringEquals: VIA,
          StringLike: { 'kms:EncryptionContext:SecretARN': BY_NAME },
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/secrets/prod/payments/db' },
        },
      },
    ]);
  });
});

describe('two secrets of a namespace, granted to the same principal', () => {
  const patterns = ['db', 'api'].map((purpose) =>
    inPartition(`:secretsmanager:eu-west-1:111122223333:secret:prod/payments/${purpose}-??????`),
  );
  const build = (grant: (secret: GovernedSecret, grantee: IGrantable) => unknown) => {
    const stack = newStack();
    const namespace = newNamespace(stack);
    for (const purpose of ['db', 'api']) {
      grant(namespace.addSecret(purpose, { purpose }), new ArnPrincipal(ROLE_ARN));
    }
    return keyStatements(stack);
  };

  test('have one statement in the policy of their key, whose list grows', () => {
    expect(build((secret, grantee) => secret.grants.read(grantee))).toEqual([
      allow(
        'kms:Decrypt',
        { AWS: ROLE_ARN },
        { StringEquals: VIA, StringLike: { 'kms:EncryptionContext:SecretARN': patterns } },
      ),
      allow('kms:DescribeKey', { AWS: ROLE_ARN }, { StringEquals: VIA }),
    ]);
  });

  test('are not mixed where one is read and the other written', () => {
    const statements = build((secret, grantee) =>
      secret.node.id === 'db' ? secret.grants.read(grantee) : secret.grants.write(grantee),
    );
    expect(statements.map(({ Action, Condition }) => [Action, Condition.StringLike])).toEqual([
      ['kms:Decrypt', { 'kms:EncryptionContext:SecretARN': patterns[0] }],
      ['kms:DescribeKey', undefined],
      [['kms:Decrypt', 'kms:GenerateDataKey'], { 'kms:EncryptionContext:SecretARN': patterns[1] }],
    ]);
  });
});
