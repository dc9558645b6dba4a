import { decide } from './decide';
import { asSession, type Principal } from './model';
import { type PolicyDocument, policy } from './policy-document';
import type { Context } from './request-context';
import type { JsonObject } from './template';
import { World } from './world';

const ACCOUNT = '111111111111';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/aaaaaaaa-0000-4000-a000-000000000000`;
const SECRET = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:prod/pay/db-AbCdEf`;
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const ALLOW_ALL = policy({ Effect: 'Allow', Action: '*', Resource: '*' });

/** A role, a key and a secret with exactly the given policies. */
function worldWith({ identity = ALLOW_ALL, key, secret }: Record<string, PolicyDocument | undefined>) {
  const world = World.fromTemplates([]);
  const keyPolicy = key ?? policy({ Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' });
  world.addKey({ arn: KEY, policy: keyPolicy });
  world.addSecret({ arn: SECRET, kmsKeyId: KEY, policy: secret, tags: { Service: 'payments' } });
  const role = world.addPrincipal({ name: 'role', account: ACCOUNT, policies: identity ? [identity] : [] });
  return { world, role };
}

async function outcome(
  policies: Record<string, PolicyDocument | undefined>,
  action: string,
  context: Context = {},
  as: (role: Principal) => Principal = (role) => role,
): Promise<string> {
  const { world, role } = worldWith(policies);
  const resource = action.startsWith('kms:') ? KEY : SECRET;
  return (await decide(world, { principal: as(role), action, resource, context })).outcome;
}

function allowWhen(action: string, condition: JsonObject): PolicyDocument {
  return policy({ Effect: 'Allow', Action: action, Resource: '*', Condition: condition });
}

describe('pitfall 1: the encryption context', () => {
  const both = (arn: string, version: string): JsonObject => ({
    StringLike: { 'kms:EncryptionContext:SecretARN': arn },
    StringEquals: { 'kms:EncryptionContext:SecretVersionId': version },
  });
  const context = { 'kms:EncryptionContext:SecretARN': SECRET, 'kms:EncryptionContext:SecretVersionId': 'v1' };

  test.each([
    'kms:Decrypt',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
    'kms:CreateGrant',
  ])('an Allow of %s matches the right values and no wrong one', async (action) => {
    const pattern = SECRET.replace(/AbCdEf$/, '??????');
    await expect(outcome({ identity: allowWhen(action, both(pattern, 'v1')) }, action, context)).resolves.toBe(
      'allowed',
    );
    await expect(outcome({ identity: allowWhen(action, both('*:other-??????', 'v1')) }, action, context)).resolves.toBe(
      'implicitly denied',
    );
    await expect(outcome({ identity: allowWhen(action, both(pattern, 'v2')) }, action, context)).resolves.toBe(
      'implicitly denied',
    );
    await expect(outcome({ identity: allowWhen(action, both(pattern, 'v1')) }, action)).resolves.toBe(
      'implicitly denied',
    );
  });

  test('a Deny with StringNotEquals spares the right value', async () => {
    const key = policy(
      { Effect: 'Allow', Principal: ROOT, Action: 'kms:*', Resource: '*' },
      {
        Sid: 'OnlyThisSecret',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringNotEquals: { 'kms:EncryptionContext:SecretARN': SECRET } },
      },
    );
    await expect(outcome({ key }, 'kms:Decrypt', context)).resolves.toBe('allowed');
    const other = { 'kms:EncryptionContext:SecretARN': `${SECRET}x` };
    await expect(outcome({ key }, 'kms:Decrypt', other)).resolves.toBe('explicitly denied');
  });

  test('the names alone are filled in as kms:EncryptionContextKeys', async () => {
    const only = { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['SecretARN', 'SecretVersionId'] } };
    const identity = allowWhen('kms:Decrypt', { ...only, Null: { 'kms:EncryptionContextKeys': 'false' } });
    await expect(outcome({ identity }, 'kms:Decrypt', context)).resolves.toBe('allowed');
    const more = { ...context, 'kms:EncryptionContext:Other': 'x' };
    await expect(outcome({ identity }, 'kms:Decrypt', more)).resolves.toBe('implicitly denied');
    await expect(outcome({ identity }, 'kms:Decrypt')).resolves.toBe('implicitly denied');
  });

  test('an action without an encryption context refuses one', async () => {
    await expect(outcome({}, 'kms:DescribeKey', context)).rejects.toThrow(
      /kms:DescribeKey does not have the context key/,
    );
  });

  test('a statement that shares the condition with DescribeKey never allows DescribeKey', async () => {
    const identity = policy({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringLike: { 'kms:EncryptionContext:SecretARN': '*' } },
    });
    await expect(outcome({ identity }, 'kms:Decrypt', context)).resolves.toBe('allowed');
    await expect(outcome({ identity }, 'kms:DescribeKey')).resolves.toBe('implicitly denied');
  });
});

describe('pitfall 2: context keys', () => {
  test('a key that the action does not have is an error', async () => {
    const context = { 'secretsmanager:VersionStage': 'AWSCURRENT' };
    await expect(outcome({}, 'secretsmanager:PutSecretValue', context)).rejects.toThrow(/ignores the context keys/);
  });

  test('a key that does not exist is an error, in the request and in a policy', async () => {
    await expect(outcome({}, 'kms:Decrypt', { 'kms:ViaServices': 'x' })).rejects.toThrow(/no context key is called/);
    const identity = allowWhen('kms:Decrypt', { StringEquals: { 'kms:ViaServices': 'x' } });
    await expect(outcome({ identity }, 'kms:Decrypt')).rejects.toThrow(/no condition key is called 'kms:ViaServices'/);
  });

  test('a list for a key with one value is an error: the simulator would take its first', async () => {
    const context = { 'aws:PrincipalOrgID': ['o-aaaaaaaaaa', 'o-bbbbbbbbbb'] };
    await expect(outcome({}, 'kms:Decrypt', context)).rejects.toThrow(/has one value, not a list/);
  });

  test('a policy that compares a list as if it were one value is an error', async () => {
    const plain = allowWhen('kms:Decrypt', { StringLike: { 'aws:PrincipalOrgPaths': 'o-aaaaaaaaaa/*' } });
    await expect(outcome({ identity: plain }, 'kms:Decrypt')).rejects.toThrow(/needs ForAnyValue/);
    const forAll = allowWhen('kms:Decrypt', { 'ForAllValues:StringLike': { 'kms:EncryptionContext:SecretARN': '*' } });
    await expect(outcome({ identity: forAll }, 'kms:Decrypt')).rejects.toThrow(/would match its absence/);
    const forAny = allowWhen('kms:Decrypt', {
      'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-aaaaaaaaaa/r-1/*' },
    });
    const path = { 'aws:PrincipalOrgPaths': ['o-aaaaaaaaaa/r-1/ou-1/'] };
    await expect(outcome({ identity: forAny }, 'kms:Decrypt', path)).resolves.toBe('allowed');
    await expect(outcome({ identity: forAny }, 'kms:Decrypt')).resolves.toBe('implicitly denied');
  });

  test.each(['aws:ResourceTag/Service', 'secretsmanager:ResourceTag/Service'])(
    '%s is the tag of the secret',
    async (key) => {
      const action = 'secretsmanager:GetSecretValue';
      const mine = allowWhen(action, { StringEquals: { [key]: 'payments' } });
      const other = allowWhen(action, { StringEquals: { [key]: 'billing' } });
      await expect(outcome({ identity: mine }, action)).resolves.toBe('allowed');
      await expect(outcome({ identity: other }, action)).resolves.toBe('implicitly denied');
    },
  );
});

describe('pitfall 3: errors are not denials', () => {
  test('without any service control policy of its own, a request is not denied', async () => {
    await expect(outcome({}, 'secretsmanager:GetSecretValue')).resolves.toBe('allowed');
  });

  test('an unknown action is an error', async () => {
    await expect(outcome({}, 'secretsmanager:ReadSecret')).rejects.toThrow();
    await expect(outcome({}, 'secretmanager:GetSecretValue')).rejects.toThrow();
  });

  test('an invalid policy is an error', async () => {
    const identity = policy({ Sid: 'not a sid!', Effect: 'Allow', Action: '*', Resource: '*', Extra: 'x' });
    await expect(outcome({ identity }, 'kms:Decrypt')).rejects.toThrow(/the simulator refuses/);
  });

  test('a pattern or an unknown resource is an error', async () => {
    const { world, role } = worldWith({});
    const request = { principal: role, action: 'secretsmanager:GetSecretValue' };
    await expect(decide(world, { ...request, resource: `${SECRET}x` })).rejects.toThrow(/has no resource/);
    await expect(decide(world, { ...request, resource: '*' })).rejects.toThrow();
    const absent = { ...request, action: 'secretsmanager:CreateSecret', resource: `${SECRET}x`, absent: true };
    await expect(decide(world, absent)).resolves.toMatchObject({ allowed: true });
  });

  test('a policy whose text is nowhere is an error', async () => {
    const { world, role } = worldWith({});
    const principal = { ...role, policies: ['arn:aws:iam::aws:policy/SecretsManagerReadWrite'] };
    const request = { principal, action: 'secretsmanager:GetSecretValue', resource: SECRET };
    await expect(decide(world, request)).rejects.toThrow(/hand its document/);
  });
});

describe('pitfall 4: who asks', () => {
  test.each([
    ['aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/role`, `arn:aws:iam::${ACCOUNT}:role/other`],
    ['aws:PrincipalAccount', ACCOUNT, '222222222222'],
    ['aws:PrincipalType', 'AssumedRole', 'User'],
    ['aws:SecureTransport', 'true', 'false'],
    ['aws:PrincipalIsAWSService', 'false', 'true'],
    ['aws:ViaAWSService', 'false', 'true'],
    ['aws:ResourceAccount', ACCOUNT, '222222222222'],
    ['aws:RequestedRegion', 'eu-west-1', 'eu-central-1'],
    ['kms:CallerAccount', ACCOUNT, '222222222222'],
  ])('%s is filled in, for a role and for its session', async (key, right, wrong) => {
    const allow = (value: string) => ({ identity: allowWhen('kms:Decrypt', { StringEquals: { [key]: value } }) });
    for (const as of [(role: Principal) => role, (role: Principal) => asSession(role)]) {
      await expect(outcome(allow(right), 'kms:Decrypt', {}, as)).resolves.toBe('allowed');
      await expect(outcome(allow(wrong), 'kms:Decrypt', {}, as)).resolves.toBe('implicitly denied');
    }
  });

  test('a test can change or take away what is filled in, whatever its case', async () => {
    const identity = allowWhen('kms:Decrypt', { Bool: { 'aws:SecureTransport': 'true' } });
    await expect(outcome({ identity }, 'kms:Decrypt', { 'aws:securetransport': undefined })).resolves.toBe(
      'implicitly denied',
    );
    await expect(outcome({ identity }, 'kms:Decrypt', { 'aws:securetransport': 'false' })).resolves.toBe(
      'implicitly denied',
    );
    await expect(outcome({ identity }, 'kms:Decrypt', { 'aws:SecureTransport': undefined })).resolves.toBe(
      'implicitly denied',
    );
  });

  test('a condition value may be a JSON boolean', async () => {
    const identity = allowWhen('kms:Decrypt', { Bool: { 'aws:SecureTransport': true } });
    await expect(outcome({ identity }, 'kms:Decrypt')).resolves.toBe('allowed');
  });
});

describe('pitfall 6: what the simulator takes without a word', () => {
  test.each<[string, JsonObject, RegExp]>([
    [
      'a misspelt action',
      { Action: 'secretsmanager:GetSecretsValue' },
      /no action is called 'secretsmanager:GetSecretsValue'/,
    ],
    ['a pattern that matches no action', { Action: ['kms:Decrypt', 'kms:DecryptAll*'] }, /'kms:DecryptAll\*'/],
    ['a misspelt NotAction', { Action: undefined as never, NotAction: 'kms:Dekrypt' }, /'kms:Dekrypt'/],
    ['an unknown service', { Action: 'secretmanager:*' }, /'secretmanager:\*'/],
    [
      'an unknown operator',
      { Condition: { StringIs: { 'aws:PrincipalOrgID': 'o' } } },
      /operator is called 'StringIs'/,
    ],
    ['an operator of the wrong case', { Condition: { stringequals: { 'aws:PrincipalOrgID': 'o' } } }, /'stringequals'/],
    ['no resource', { Resource: undefined as never }, /one of Resource and NotResource/],
    ['a principal in an identity policy', { Principal: '*' }, /has no Principal/],
  ])('%s is an error', async (_, change, message) => {
    const statement = Object.entries({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...change });
    const identity = policy(Object.fromEntries(statement.filter(([, value]) => value !== undefined)) as JsonObject);
    await expect(outcome({ identity }, 'kms:Decrypt')).rejects.toThrow(message);
  });

  test('no principal in a resource policy is an error, also where the request does not touch it', async () => {
    const secret = policy({ Sid: 'Open', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' });
    await expect(outcome({ secret }, 'secretsmanager:GetSecretValue')).rejects.toThrow(
      /statement Open: it needs one of Principal/,
    );
    await expect(outcome({ secret }, 'kms:Decrypt')).rejects.toThrow(/it needs one of Principal/);
  });

  test('every action of a wildcard is meant, in any case', async () => {
    const identity = policy({ Effect: 'Allow', Action: ['kms:generatedatakey*', 'KMS:Decrypt'], Resource: '*' });
    await expect(outcome({ identity }, 'kms:GenerateDataKeyWithoutPlaintext')).resolves.toBe('allowed');
    await expect(outcome({ identity }, 'kms:Decrypt')).resolves.toBe('allowed');
    await expect(outcome({ identity }, 'kms:Encrypt')).resolves.toBe('implicitly denied');
  });
});
