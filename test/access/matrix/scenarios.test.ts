import { CfnOutput } from 'aws-cdk-lib';
import { AccountPrincipal, type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AccessFence, type GovernedSecret, SecretAccess } from '../../../src';
import {
  asSession,
  type Context,
  decide,
  type Principal,
  policy,
  policyDocument,
  readSecret,
  servicePrincipal,
  throughSecretsManager,
  World,
  writeSecret,
} from '../../support/iam';
import { newSecret, newStack } from '../../support/stacks';
import { ACCOUNT, OTHER_ACCOUNT, Scene } from './scene';

const EC2 = new ServicePrincipal('ec2.amazonaws.com');
const newRole = (scene: Scene, id: string) => new Role(scene.stack, id, { assumedBy: EC2 });

describe('the wide reader, who may read every secret as far as Secrets Manager is asked', () => {
  const scene = new Scene();
  const role = newRole(scene, 'Wide');
  role.addToPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'] }));
  scene.own.secret.grants.read(role);
  const world = scene.world();
  const read = (secret: GovernedSecret) => readSecret(world, world.principal(role), world.secret(secret));

  test('reads the secret that was granted', async () => {
    expect((await read(scene.own.secret)).allowed).toBe(true);
  });

  test('is refused the next secret under the same key by KMS alone', async () => {
    const { secretsManager, kms } = await read(scene.own.sibling);
    expect([secretsManager.outcome, kms.outcome]).toEqual(['allowed', 'implicitly denied']);
  });
});

describe('another account that is granted', () => {
  const scene = new Scene();
  scene.own.secret.grants.read(new AccountPrincipal(OTHER_ACCOUNT));
  scene.own.secret.grants.write(new AccountPrincipal(OTHER_ACCOUNT));
  const text = (access: SecretAccess) => scene.own.secret.grants.policyForOtherAccount(access);
  new CfnOutput(scene.stack, 'ForReaders', { value: scene.stack.toJsonString(text(SecretAccess.READ)) });
  const world = scene.world();
  const secret = world.secret(scene.own.secret);
  const theirs = (name: string, ...documents: ReturnType<typeof policyDocument>[]) =>
    world.addPrincipal({ name, account: OTHER_ACCOUNT, policies: documents });
  const handedOver = (access: SecretAccess) =>
    policyDocument(world.resolve(scene.stack, text(access)), `hand-over of ${access}`);

  test('reads with the policy that is handed over', async () => {
    const reader = theirs('reader', handedOver(SecretAccess.READ));
    expect((await readSecret(world, asSession(reader), secret)).reason).toMatch(/allowed.*allowed/);
    expect((await writeSecret(world, reader, secret)).secretsManager.outcome).toBe('implicitly denied');
  });

  test('writes with the policy that is handed over', async () => {
    const writer = theirs('writer', handedOver(SecretAccess.WRITE));
    expect((await writeSecret(world, writer, secret)).allowed).toBe(true);
    expect((await readSecret(world, writer, secret)).secretsManager.outcome).toBe('implicitly denied');
  });

  test('does not read without a policy of its own', async () => {
    const { secretsManager, kms } = await readSecret(world, theirs('without'), secret);
    expect([secretsManager.outcome, kms.outcome]).toEqual(['implicitly denied', 'implicitly denied']);
  });

  test('does not use the key directly, whatever its policies say', async () => {
    const all = policy({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
    const request = { principal: theirs('greedy', all), action: 'kms:Decrypt', resource: world.keyOf(secret) };
    const context = { 'kms:EncryptionContext:SecretARN': secret.arn };
    expect((await decide(world, { ...request, context })).outcome).toBe('implicitly denied');
  });
});

describe('attribute-based access', () => {
  const scene = new Scene();
  const role = newRole(scene, 'ByTags');
  scene.own.namespace.grants.readByTags(role, 'Service', 'Team');
  const tagged = scene.own.namespace.addSecret('Tagged', { purpose: 'tagged', tags: { Team: 'checkout' } });
  const world = scene.world();
  const read = (tags: Record<string, string>, secret: GovernedSecret = tagged) =>
    readSecret(world, { ...world.principal(role), tags }, world.secret(secret));

  test('reads where every tag is equal', async () => {
    expect((await read({ Service: 'payments', Team: 'checkout' })).allowed).toBe(true);
  });

  test.each([
    ['one tag is different', { Service: 'payments', Team: 'fraud' }],
    ['one tag is missing', { Service: 'payments' }],
    ['there are no tags', {}],
  ])('does not where %s', async (_, tags) => {
    expect((await read(tags)).secretsManager.outcome).toBe('implicitly denied');
  });

  test('does not read a secret without the tag, nor one of another prefix', async () => {
    const tags = { Service: 'payments', Team: 'checkout' };
    expect((await read(tags, scene.own.secret)).secretsManager.outcome).toBe('implicitly denied');
    expect((await read({ ...tags, Service: 'payments-x' }, scene.foreign)).allowed).toBe(false);
  });
});

describe('whoever may rotate', () => {
  const build = (grantFirst: boolean) => {
    const stack = newStack();
    const secret = newSecret(stack);
    const role = new Role(stack, 'Rotator', { assumedBy: EC2 });
    const rotationLambda = new LambdaFunction(stack, 'Rotation', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
    });
    const steps = [() => secret.grants.rotate(role), () => secret.addRotationSchedule('Schedule', { rotationLambda })];
    for (const step of grantFirst ? steps : steps.reverse()) {
      step();
    }
    return { stack, secret, role, rotationLambda };
  };

  test.each([true, false])('invokes the rotation function, granted before there was one: %s', async (grantFirst) => {
    const { stack, role, rotationLambda } = build(grantFirst);
    const world = World.of(stack);
    const [principal, resource] = [world.principal(role), world.function(rotationLambda)];
    const invoke = await decide(world, { principal, action: 'lambda:InvokeFunction', resource });
    expect(invoke.outcome).toBe('allowed');
    expect(invoke.allowedBy.map((statement) => statement.role)).toEqual(['identity']);
  });
});

describe('a fence', () => {
  const ENDPOINT = 'vpce-0a1b2c3d4e5f60718';
  const ORGANIZATION = 'o-a1b2c3d4e5';
  const inside: Context = { 'aws:SourceVpce': ENDPOINT, 'aws:PrincipalOrgID': ORGANIZATION };

  const build = (fences: AccessFence[], grantees: (role: Role) => IGrantable[] = (role) => [role]) => {
    const stack = newStack();
    const secret = newSecret(stack, { fences });
    const role = new Role(stack, 'Reader', { assumedBy: EC2, roleName: 'reader' });
    for (const grantee of grantees(role)) {
      secret.grants.read(grantee);
      secret.grants.write(grantee);
    }
    return { stack, secret, role };
  };

  const decideOn = async (
    { stack, secret, role }: ReturnType<typeof build>,
    action: string,
    context: Context,
    principal?: Principal,
  ) => {
    const world: World = World.of(stack);
    return decide(world, {
      principal: principal ?? world.principal(role),
      action,
      resource: world.secret(secret),
      context,
    });
  };

  const GET = 'secretsmanager:GetSecretValue';

  describe('by VPC endpoint', () => {
    const fenced = build([AccessFence.vpcEndpoints([ENDPOINT])]);

    test.each<[string, string, Context, string]>([
      ['through the endpoint a reader reads', GET, inside, 'allowed'],
      [
        'through another endpoint it does not',
        GET,
        { 'aws:SourceVpce': 'vpce-0000000000000000a' },
        'explicitly denied',
      ],
      ['from the internet it does not', GET, {}, 'explicitly denied'],
      ['CloudFormation resolves references for it', GET, { 'aws:ViaAWSService': 'true' }, 'allowed'],
      ['metadata is read from everywhere', 'secretsmanager:DescribeSecret', {}, 'allowed'],
      ['a value is written from everywhere', 'secretsmanager:PutSecretValue', {}, 'allowed'],
    ])('%s', async (_, action, context, expected) => {
      const { outcome, deniedBy } = await decideOn(fenced, action, context);
      expect(outcome).toBe(expected);
      expect(deniedBy.map(({ sid }) => sid)).toEqual(
        expected === 'explicitly denied' ? ['OnlyThroughVpcEndpoints'] : [],
      );
    });

    test('who is excepted reads from everywhere', async () => {
      const exceptPrincipalArns = [`arn:aws:iam::${ACCOUNT}:role/read*`];
      const excepting = build([AccessFence.vpcEndpoints([ENDPOINT], { exceptPrincipalArns })]);
      expect((await decideOn(excepting, GET, {})).outcome).toBe('allowed');
    });

    test('a service that calls for itself is not held up', async () => {
      const forService = build([AccessFence.vpcEndpoints([ENDPOINT])], () => [
        new ServicePrincipal('kafka.amazonaws.com'),
      ]);
      const context = { 'aws:SourceAccount': ACCOUNT };
      const decision = await decideOn(forService, GET, context, servicePrincipal('kafka.amazonaws.com'));
      expect(decision.outcome).toBe('allowed');
    });
  });

  describe('by organization', () => {
    const fenced = build([AccessFence.organizations([ORGANIZATION])]);

    test.each<[string, string, Context, string]>([
      ['a member reads', GET, inside, 'allowed'],
      ['a member writes', 'secretsmanager:PutSecretValue', inside, 'allowed'],
      [
        'a member of another organization does not read',
        GET,
        { 'aws:PrincipalOrgID': 'o-elsewhere00' },
        'explicitly denied',
      ],
      ['who is in no organization does not read', GET, {}, 'explicitly denied'],
      ['who is in no organization does not write', 'secretsmanager:PutSecretValue', {}, 'explicitly denied'],
      ['metadata is read by everybody who may', 'secretsmanager:DescribeSecret', {}, 'allowed'],
    ])('%s', async (_, action, context, expected) => {
      expect((await decideOn(fenced, action, context)).outcome).toBe(expected);
    });

    test('a service that calls for itself is not held up', async () => {
      const forService = build([AccessFence.organizations([ORGANIZATION])], () => [
        new ServicePrincipal('kafka.amazonaws.com'),
      ]);
      const context = { 'aws:SourceAccount': ACCOUNT };
      const decision = await decideOn(forService, GET, context, servicePrincipal('kafka.amazonaws.com'));
      expect(decision.outcome).toBe('allowed');
    });
  });
});

test('the key of a secret is used by a reader only through Secrets Manager and only for that secret', async () => {
  const scene = new Scene();
  const role = newRole(scene, 'Reader');
  scene.own.secret.grants.read(role);
  const world = scene.world();
  const principal = world.principal(role);
  const through = await throughSecretsManager(world, principal, world.secret(scene.own.secret), 'kms:Decrypt');
  const validation = { 'kms:EncryptionContext:SecretVersionId': 'RequestToValidateKeyAccess' };
  expect(through.outcome).toBe('allowed');
  expect(
    (await throughSecretsManager(world, principal, world.secret(scene.own.secret), 'kms:Decrypt', { kms: validation }))
      .outcome,
  ).toBe('allowed');
});
