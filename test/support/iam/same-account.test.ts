import { decide } from './decide';
import { asSession, servicePrincipal } from './model';
import * as app from './payments.fixture';
import { policy } from './policy-document';
import { readSecret, throughSecretsManager, writeSecret } from './secret-requests';

const { world, GET, HOME } = app;
const reader = world.principal(app.reader);
const open = world.secret(app.open);
const labels = (statements: readonly { label: string }[]): string[] => statements.map(({ label }) => label);

describe('a role with an identity policy', () => {
  test('reads its secret, and the decisions name the statements', async () => {
    const { secretsManager, kms, allowed } = await readSecret(world, reader, open);
    expect(allowed).toBe(true);
    const [document] = reader.policies;
    expect(labels(secretsManager.allowedBy)).toEqual([`identity ${document}#Get`]);
    expect(labels(kms.allowedBy)).toEqual([
      `identity ${document}#Decrypt`,
      `resource ${world.key(app.openKey).path}#0`,
    ]);
    expect(secretsManager.reason).toBe(`allowed by identity ${document}#Get`);
  });

  test('reads it in a session too', async () => {
    const session = asSession(reader, 'task-1');
    const { allowed, kms } = await readSecret(world, session, open);
    expect(allowed).toBe(true);
    expect(kms.principal).toBe(`arn:aws:sts::${HOME}:assumed-role/${reader.name}/task-1`);
  });

  test('reads no other secret, neither half of it', async () => {
    const { secretsManager, kms } = await readSecret(world, reader, world.secret(app.shared), {
      context: app.ENDPOINT,
    });
    expect([secretsManager.outcome, kms.outcome]).toEqual(['implicitly denied', 'implicitly denied']);
    expect(secretsManager.allowedBy).toEqual([]);
    expect(kms.reason).toMatch(/^implicitly denied: only resource .*OpenKey\w+#0 allows it$/);
  });

  test('does not write', async () => {
    const { secretsManager, kms } = await writeSecret(world, reader, open);
    expect([secretsManager.outcome, kms.outcome]).toEqual(['implicitly denied', 'implicitly denied']);
  });

  test.each([
    ['directly', {}],
    ['through S3', { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }],
    ['through Secrets Manager of another Region', { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' }],
  ])('does not decrypt %s', async (_, context) => {
    const encryptionContext = { 'kms:EncryptionContext:SecretARN': open.arn };
    const request = { principal: reader, action: 'kms:Decrypt', resource: world.key(app.openKey) };
    const denied = await decide(world, { ...request, context: { ...encryptionContext, ...context } });
    expect(denied.outcome).toBe('implicitly denied');
    const right = { ...encryptionContext, ...app.VIA_SECRETS_MANAGER };
    await expect(decide(world, { ...request, context: right })).resolves.toMatchObject({ allowed: true });
  });

  test('does not read the copy in another Region', async () => {
    const { secretsManager, kms } = await readSecret(world, reader, world.replica(app.open, 'eu-central-1'));
    expect(secretsManager.allowed).toBe(false);
    expect(labels(kms.allowedBy)).toEqual(['resource aws/secretsmanager of 111111111111 eu-central-1#0']);
  });
});

describe('key policies', () => {
  test('without delegation to the account, an identity policy is not enough', async () => {
    const wide = world.principal(app.wide);
    const { secretsManager, kms } = await readSecret(world, wide, world.secret(app.closed));
    expect(secretsManager.outcome).toBe('allowed');
    expect(kms.outcome).toBe('implicitly denied');
    expect(labels(kms.allowedBy)).toEqual([`identity ${wide.policies[0]}#ReadAnything`]);
  });

  test('a role that the key policy names needs no identity policy', async () => {
    const kms = await throughSecretsManager(world, asSession(app.namedRole), world.secret(app.closed), 'kms:Decrypt');
    expect(labels(kms.allowedBy)).toEqual([`resource ${world.key(app.closedKey).path}#NamedRole`]);
    expect(kms.allowed).toBe(true);
  });

  test('aws/secretsmanager lets every reader of the account in, and nobody directly', async () => {
    const plain = world.secret(app.plain);
    await expect(readSecret(world, world.principal(app.wide), plain)).resolves.toMatchObject({ allowed: true });
    const kms = await throughSecretsManager(world, world.principal(app.stranger), plain, 'kms:Decrypt');
    expect(kms.allowed).toBe(true);
    const request = { principal: world.principal(app.wide), action: 'kms:Decrypt', resource: world.keyOf(plain) };
    await expect(decide(world, request)).resolves.toMatchObject({ outcome: 'implicitly denied' });
  });
});

describe('resource policies', () => {
  const shared = world.secret(app.shared);

  test('within the account, a resource policy alone is enough for the call, and not for the key', async () => {
    const { secretsManager, kms, allowed } = await readSecret(world, app.namedRole, shared, { context: app.ENDPOINT });
    expect(allowed).toBe(false);
    expect(labels(secretsManager.allowedBy)).toEqual([`resource ${shared.policy}#Roles`]);
    expect(secretsManager.allowed).toBe(true);
    expect(kms.outcome).toBe('implicitly denied');
  });

  test('an explicit deny wins over both', async () => {
    const { secretsManager, reason } = await readSecret(world, world.principal(app.wide), shared, {
      context: { 'aws:SourceVpce': 'vpce-2' },
    });
    expect(secretsManager.outcome).toBe('explicitly denied');
    expect(labels(secretsManager.deniedBy)).toEqual([`resource ${shared.policy}#OnlyFromEndpoint`]);
    expect(reason).toContain(`explicitly denied by resource ${shared.policy}#OnlyFromEndpoint`);
  });

  test('the fence spares a call by a service on the caller’s behalf, which carries no network of the caller', async () => {
    const wide = world.principal(app.wide);
    const via = 'cloudformation.amazonaws.com';
    await expect(readSecret(world, wide, shared)).resolves.toMatchObject({ allowed: false });
    await expect(readSecret(world, wide, shared, { via })).resolves.toMatchObject({ allowed: true });
    const offNetwork = policy({
      Effect: 'Allow',
      Action: [GET, 'kms:Decrypt'],
      Resource: '*',
      Condition: { Null: { 'aws:SourceVpce': 'true' }, Bool: { 'aws:ViaAWSService': 'true' } },
    });
    const role = world.addPrincipal({ name: 'off-network', account: HOME, policies: [offNetwork] });
    const outcomes = async (options: { via?: string }) => {
      const { secretsManager, kms } = await readSecret(world, role, shared, { ...options, context: app.ENDPOINT });
      return [secretsManager.allowed, kms.allowed];
    };
    await expect(outcomes({ via })).resolves.toEqual([true, true]);
    await expect(outcomes({})).resolves.toEqual([false, true]);
  });

  test('a service principal comes in for the right account alone', async () => {
    const dms = servicePrincipal('dms.amazonaws.com');
    const read = (account: string, service = dms) =>
      decide(world, { principal: service, action: GET, resource: shared, context: { 'aws:SourceAccount': account } });
    await expect(read(HOME)).resolves.toMatchObject({ outcome: 'allowed' });
    await expect(read(app.OTHER)).resolves.toMatchObject({ outcome: 'implicitly denied' });
    await expect(read(HOME, servicePrincipal('rds.amazonaws.com'))).resolves.toMatchObject({ allowed: false });
  });

  test('a permission of a function lets Secrets Manager of its account invoke it', async () => {
    const secretsManager = servicePrincipal('secretsmanager.amazonaws.com');
    const request = {
      principal: secretsManager,
      action: 'lambda:InvokeFunction',
      resource: world.function(app.rotator),
    };
    const invoke = (account: string) => decide(world, { ...request, context: { 'aws:SourceAccount': account } });
    await expect(invoke(HOME)).resolves.toMatchObject({ outcome: 'allowed' });
    await expect(invoke(app.OTHER)).resolves.toMatchObject({ outcome: 'implicitly denied' });
  });
});

describe('how policies reach a principal', () => {
  const readable = world.secret(app.plain);

  test('a user has its groups’ policies, another user has not', async () => {
    await expect(readSecret(world, world.principal(app.member), readable)).resolves.toMatchObject({ allowed: true });
    const { secretsManager } = await readSecret(world, world.principal(app.stranger), readable);
    expect(secretsManager.outcome).toBe('implicitly denied');
  });

  test('a boundary limits, and is named', async () => {
    const { secretsManager, kms } = await readSecret(world, world.principal(app.bounded), readable);
    expect(kms.allowed).toBe(true);
    expect(secretsManager).toMatchObject({ outcome: 'implicitly denied', blockedByBoundary: true, deniedBy: [] });
    const without = { ...world.principal(app.bounded), boundary: undefined };
    await expect(readSecret(world, without, readable)).resolves.toMatchObject({ allowed: true });
  });

  test('an emptied boundary allows nothing', async () => {
    const bounded = world.principal(app.bounded);
    const emptied = world.withMutation({ id: bounded.boundary ?? '', document: policy() });
    const kms = (of: typeof world) => throughSecretsManager(of, bounded, open, 'kms:Decrypt');
    await expect(kms(world)).resolves.toMatchObject({ outcome: 'allowed' });
    await expect(kms(emptied)).resolves.toMatchObject({ outcome: 'implicitly denied', blockedByBoundary: true });
  });

  test('an imported role has the policies that the app attaches to its name', async () => {
    await expect(readSecret(world, world.principal('imported'), readable)).resolves.toMatchObject({ allowed: true });
  });

  test('an action without a resource is decided on *', async () => {
    const list = (principal = world.principal(app.wide)) =>
      decide(world, { principal, action: 'secretsmanager:ListSecrets', resource: '*' });
    await expect(list()).resolves.toMatchObject({ outcome: 'allowed' });
    await expect(list(reader)).resolves.toMatchObject({ outcome: 'implicitly denied' });
  });
});

describe('conditions of the request', () => {
  const allowed = (name: string, statement: Record<string, unknown>, tags = {}) =>
    world.addPrincipal({
      name,
      account: HOME,
      tags,
      policies: [
        policy({ Effect: 'Allow', Action: [GET, 'secretsmanager:DeleteSecret'], Resource: '*', ...statement }),
      ],
    });

  test('a version stage is there only where the caller names it', async () => {
    const stage = { Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSPREVIOUS' } } };
    const previous = allowed('previous', stage);
    const outcome = async (versionStage?: string) =>
      (await readSecret(world, previous, open, { versionStage })).secretsManager.outcome;
    await expect(outcome('AWSPREVIOUS')).resolves.toBe('allowed');
    await expect(outcome('AWSCURRENT')).resolves.toBe('implicitly denied');
    await expect(outcome()).resolves.toBe('implicitly denied');
  });

  test('a version id that the caller names is in both calls', async () => {
    const versioned = world.addPrincipal({
      name: 'versioned',
      account: HOME,
      policies: [
        policy(
          {
            Effect: 'Allow',
            Action: GET,
            Resource: '*',
            Condition: { StringEquals: { 'secretsmanager:VersionId': 'v1' } },
          },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: '*',
            Condition: { StringEquals: { 'kms:EncryptionContext:SecretVersionId': 'v1' } },
          },
        ),
      ],
    });
    const outcomes = async (versionId?: string) => {
      const { secretsManager, kms } = await readSecret(world, versioned, open, { versionId });
      return [secretsManager.allowed, kms.allowed];
    };
    await expect(outcomes('v1')).resolves.toEqual([true, true]);
    await expect(outcomes('v2')).resolves.toEqual([false, false]);
    await expect(outcomes()).resolves.toEqual([false, false]);
  });

  test('a tag of the principal, or of its session, can equal the tag of the secret', async () => {
    const equal = { StringEquals: { 'aws:ResourceTag/Service': `\${${'aws:PrincipalTag/Service'}}` } };
    const outcome = async (principal: ReturnType<typeof allowed>) =>
      (await decide(world, { principal, action: GET, resource: open })).outcome;
    await expect(outcome(allowed('tagged', { Condition: equal }, { Service: 'payments' }))).resolves.toBe('allowed');
    const untagged = allowed('untagged', { Condition: equal });
    await expect(outcome(untagged)).resolves.toBe('implicitly denied');
    await expect(outcome(asSession(untagged, 's', { Service: 'payments' }))).resolves.toBe('allowed');
    await expect(outcome(asSession(untagged, 's', { Service: 'billing' }))).resolves.toBe('implicitly denied');
  });

  test('a forced deletion is told from a scheduled one', async () => {
    const careful = allowed('careful', {
      Condition: { Bool: { 'secretsmanager:ForceDeleteWithoutRecovery': 'false' } },
    });
    const remove = (force: string) =>
      decide(world, {
        principal: careful,
        action: 'secretsmanager:DeleteSecret',
        resource: open,
        context: { 'secretsmanager:ForceDeleteWithoutRecovery': force },
      });
    await expect(remove('false')).resolves.toMatchObject({ outcome: 'allowed' });
    await expect(remove('true')).resolves.toMatchObject({ outcome: 'implicitly denied' });
  });
});
