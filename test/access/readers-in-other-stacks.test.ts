import { App, type Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage, Secret as EcsSecret, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnKey, Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Credentials, DatabaseInstance, DatabaseInstanceEngine, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Secret as PlainSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type GovernedSecret, SecretContent } from '../../src';
import { ENV, identityStatements, newSecret, newStack, onlyResource, twoStacks } from '../support/stacks';

const SECRET_ARN = { 'Fn::ImportValue': expect.stringMatching(/^Secrets:ExportsOutputRefSecret/) };
const KEY_ARN = { 'Fn::ImportValue': expect.stringMatching(/^Secrets:ExportsOutputFnGetAttSecretKey\w+Arn/) };

const EXACT_READ = [
  {
    Effect: 'Allow',
    Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    Resource: SECRET_ARN,
  },
  {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: KEY_ARN,
    Condition: {
      StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:SecretARN': SECRET_ARN },
    },
  },
];

const role = (stack: Stack, id = 'Role') =>
  new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });

const READERS: [string, (stack: Stack, secret: GovernedSecret) => void][] = [
  ['a role', (stack, secret) => secret.grants.read(role(stack))],
  ['a role, granted by the method of the L2', (stack, secret) => secret.grantRead(role(stack))],
  [
    'the task definition of ECS',
    (stack, secret) =>
      new FargateTaskDefinition(stack, 'Task').addContainer('Container', {
        image: ContainerImage.fromRegistry('node'),
        secrets: { PASSWORD: EcsSecret.fromSecretsManager(secret, 'password') },
      }),
  ],
  [
    'a Lambda function',
    (stack, secret) =>
      secret.grants.read(
        new LambdaFunction(stack, 'Function', {
          runtime: Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: Code.fromInline('exports.handler = async () => {};'),
        }),
      ),
  ],
];

test.each(READERS)('%s in another stack holds exactly what reading this secret takes', (_, read) => {
  const { secrets, readers } = twoStacks();
  read(readers, newSecret(secrets, { content: SecretContent.credentials('app') }));
  expect(identityStatements(readers)).toEqual(EXACT_READ);
});

test('the plain construct answers the same with a cycle', () => {
  const { secrets, readers } = twoStacks();
  new PlainSecret(secrets, 'Secret', { encryptionKey: new Key(secrets, 'Key') }).grantRead(role(readers));
  expect(() => identityStatements(readers)).toThrow(/cyclic/i);
});

test('whoever reads and writes holds both', () => {
  const { secrets, readers } = twoStacks();
  const secret = newSecret(secrets);
  const writer = role(readers);
  secret.grantWrite(writer);
  expect(identityStatements(readers)).toEqual([
    {
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: SECRET_ARN,
    },
    { ...EXACT_READ[1], Action: ['kms:Decrypt', 'kms:GenerateDataKey'] },
  ]);
});

describe('a database instance in another stack', () => {
  const { secrets, readers } = twoStacks();
  const secret = newSecret(secrets, { content: SecretContent.credentials('app') });
  const instance = new DatabaseInstance(readers, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16 }),
    vpc: new Vpc(readers, 'Vpc'),
    credentials: Credentials.fromSecret(secret),
  });
  const reader = role(readers);
  instance.secret?.grantRead(reader);
  instance.secret?.grantRead(role(readers, 'Other'));

  test('its attached secret grants the same statements', () => {
    expect(identityStatements(readers).slice(0, 2)).toEqual(EXACT_READ);
  });

  test('the attachment stands beside the database, so that no cycle comes about', () => {
    expect(onlyResource(readers, 'AWS::SecretsManager::SecretTargetAttachment').Properties.SecretId).toEqual(
      SECRET_ARN,
    );
  });
});

test('an attached secret grants a role in a third stack, and has one resource policy', () => {
  const { secrets, readers } = twoStacks();
  const secret = newSecret(secrets, { content: SecretContent.credentials('app') });
  const instance = new DatabaseInstance(secrets, 'Database', {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16 }),
    vpc: new Vpc(secrets, 'Vpc'),
    credentials: Credentials.fromSecret(secret),
  });
  instance.secret?.grantRead(role(readers));
  instance.secret?.denyAccountRootDelete();
  expect(identityStatements(readers)).toEqual(EXACT_READ);
  expect(onlyResource(secrets, 'AWS::SecretsManager::ResourcePolicy').Properties.ResourcePolicy.Statement).toHaveLength(
    2,
  );
});

test('a secret is attached once', () => {
  const { secrets } = twoStacks();
  const secret = newSecret(secrets);
  const target = { asSecretAttachmentTarget: () => ({ targetId: 'db', targetType: 'AWS::RDS::DBInstance' as never }) };
  secret.attach(target);
  expect(() => secret.attach(target)).toThrow(
    "[Secrets/Secret] the secret is attached already, by 'Secrets/Secret/Attachment'",
  );
});

describe('the key policy', () => {
  const textFor = (readersCount: number, grant: (secret: GovernedSecret, grantee: IGrantable) => unknown) => {
    const { secrets } = twoStacks();
    const secret = newSecret(secrets);
    const stacks = Array.from({ length: Math.ceil(readersCount / 200) }, (_, index) =>
      newStack({ env: ENV }, `Readers${index}`, secrets.node.root as App),
    );
    for (let index = 0; index < readersCount; index++) {
      grant(secret, role(stacks[index % stacks.length], `Role${index}`));
    }
    const key = secrets.node.findAll().find((construct) => CfnKey.isCfnKey(construct));
    return JSON.stringify(secrets.resolve((key as CfnKey).keyPolicy));
  };

  test('is the same text for 1 reader, for 200 and for 500', () => {
    const read = (secret: GovernedSecret, grantee: IGrantable) => secret.grants.read(grantee);
    expect(new Set([1, 200, 500].map((readers) => textFor(readers, read))).size).toBe(1);
  });

  test('is the same text whoever is granted the key itself', () => {
    const decrypt = (secret: GovernedSecret, grantee: IGrantable) => secret.encryptionKey?.grantDecrypt(grantee);
    expect(textFor(3, decrypt)).toBe(textFor(0, decrypt));
  });
});

test('a role in the stack of the secret refers to it directly', () => {
  const { secrets } = twoStacks();
  newSecret(secrets).grants.read(role(secrets));
  expect(identityStatements(secrets)[0].Resource).toEqual({ Ref: expect.stringMatching(/^Secret/) });
});

test('in an app without a known environment the grants name the Region of the deployment', () => {
  const app = new App();
  const [secrets, readers] = ['Secrets', 'Readers'].map((id) => newStack({}, id, app));
  newSecret(secrets).grants.read(role(readers));
  expect(identityStatements(readers)[1].Condition.StringEquals).toEqual({
    'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
  });
});
