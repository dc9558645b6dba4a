import { type App, Size, type Stack } from 'aws-cdk-lib';
import { Application, ConfigurationSource, SourcedConfiguration } from 'aws-cdk-lib/aws-appconfig';
import { CfnService } from 'aws-cdk-lib/aws-apprunner';
import { EventApi } from 'aws-cdk-lib/aws-appsync';
import {
  Secret as BatchSecret,
  EcsEc2ContainerDefinition,
  type EcsEc2ContainerDefinitionProps,
  EcsFargateContainerDefinition,
  EcsJobDefinition,
} from 'aws-cdk-lib/aws-batch';
import { BuildEnvironmentVariableType, BuildSpec, LinuxBuildImage, Project } from 'aws-cdk-lib/aws-codebuild';
import { CfnEndpoint } from 'aws-cdk-lib/aws-dms';
import { DatabaseCluster as DocumentCluster } from 'aws-cdk-lib/aws-docdb';
import { InstanceClass, InstanceSize, InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ContainerImage,
  Ec2TaskDefinition,
  Secret as EcsSecret,
  FargateTaskDefinition,
  type TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { RedshiftQuery } from 'aws-cdk-lib/aws-events-targets';
import { type CfnRole, type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Code,
  type FunctionProps,
  Function as LambdaFunction,
  ParamsAndSecretsLayerVersion,
  ParamsAndSecretsVersions,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource, SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  DatabaseInstance,
  DatabaseInstanceEngine,
  DatabaseInstanceFromSnapshot,
  DatabaseProxy,
  PostgresEngineVersion,
  ProxyTarget,
  SnapshotCredentials,
} from 'aws-cdk-lib/aws-rds';
import { type ISecret, RotationSchedule, type RotationScheduleOptions } from 'aws-cdk-lib/aws-secretsmanager';
import { type GovernedSecret, SecretContent, SecretNamespace } from '../../src';
import {
  identityStatements,
  type Json,
  newSecret,
  newStack,
  onlyResource,
  resources,
  twoStacks,
} from '../support/stacks';

const { secrets, readers: consumers } = twoStacks();
const namespace = new SecretNamespace(secrets, 'Payments', { environment: 'prod', service: 'payments', owner: 'team' });
const vpc = new Vpc(consumers, 'Vpc');

const importOf = (id: string) => ({ 'Fn::ImportValue': expect.stringMatching(`^Secrets:ExportsOutputRef${id}`) });
const secretArn = (id: string) => importOf(`Payments${id}[0-9A-F]{16}$`);
const KEY_ARN = { 'Fn::ImportValue': expect.stringMatching(/^Secrets:ExportsOutputFnGetAttPaymentsKey\w{8}Arn\w{8}$/) };

const getValue = (id: string): Json => ({
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: secretArn(id),
});

const exactRead = (id: string): Json[] => [
  {
    Effect: 'Allow',
    Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    Resource: secretArn(id),
  },
  {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: KEY_ARN,
    Condition: {
      StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:SecretARN': secretArn(id) },
    },
  },
];

/** What `grantDecrypt` of the key writes: bounded by the key policy alone. */
const DECRYPT_BY_L2: Json = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY_ARN };

const fn = (id: string, props: Partial<FunctionProps> = {}, stack = consumers) =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
    ...props,
  });

const role = (id: string, service: string) =>
  new Role(consumers, id, { assumedBy: new ServicePrincipal(`${service}.amazonaws.com`) });

function granted<Grantee extends IGrantable>(secret: GovernedSecret, grantee: Grantee): Grantee {
  secret.grants.read(grantee);
  return grantee;
}

function readerOf(id: string, attached: ISecret | undefined): IGrantable {
  const reader = role(`${id}Role`, 'ec2');
  attached?.grantRead(reader);
  return reader;
}

function withContainer(task: TaskDefinition, secret: GovernedSecret): IGrantable {
  task.addContainer('Container', {
    image: ContainerImage.fromRegistry('node'),
    memoryLimitMiB: 512,
    secrets: { PASSWORD: EcsSecret.fromSecretsManager(secret, 'password') },
  });
  return task.obtainExecutionRole();
}

const batchProps = (secret: GovernedSecret): EcsEc2ContainerDefinitionProps => ({
  image: ContainerImage.fromRegistry('node'),
  cpu: 1,
  memory: Size.mebibytes(2048),
  secrets: { PASSWORD: BatchSecret.fromSecretsManager(secret, 'password') },
});

function batchJob(id: string, container: EcsFargateContainerDefinition | EcsEc2ContainerDefinition): IGrantable {
  new EcsJobDefinition(consumers, `${id}Job`, { container });
  return { grantPrincipal: container.executionRole.grantPrincipal };
}

const buildWithVariable = (id: string, secret: GovernedSecret) =>
  new Project(consumers, id, {
    buildSpec: BuildSpec.fromObject({ version: '0.2' }),
    environmentVariables: {
      PASSWORD: { type: BuildEnvironmentVariableType.SECRETS_MANAGER, value: `${secret.secretArn}:password` },
    },
  });

const instance = (id: string, secret: GovernedSecret) =>
  new DatabaseInstance(consumers, id, {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16 }),
    vpc,
    credentials: Credentials.fromSecret(secret),
  });

const cluster = (id: string, secret: GovernedSecret) =>
  new DatabaseCluster(consumers, id, {
    engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_13 }),
    writer: ClusterInstance.serverlessV2('Writer'),
    vpc,
    credentials: Credentials.fromSecret(secret),
    enableDataApi: true,
  });

/** Whoever reads, made with a secret of that id in the other stack, and its statements where they are not the usual. */
const CONSUMERS: [string, string, (id: string, secret: GovernedSecret) => IGrantable, ((id: string) => Json[])?][] = [
  ['ECS on Fargate', 'EcsFargate', (id, secret) => withContainer(new FargateTaskDefinition(consumers, id), secret)],
  ['ECS on EC2', 'EcsEc2', (id, secret) => withContainer(new Ec2TaskDefinition(consumers, id), secret)],
  [
    'ECS, for a private registry',
    'EcsRegistry',
    (id, credentials) => {
      const task = new FargateTaskDefinition(consumers, id);
      task.addContainer('Container', { image: ContainerImage.fromRegistry('example.com/app', { credentials }) });
      return task.obtainExecutionRole();
    },
  ],
  [
    'Batch on Fargate',
    'BatchFargate',
    (id, secret) => batchJob(id, new EcsFargateContainerDefinition(consumers, id, batchProps(secret))),
  ],
  [
    'Batch on EC2',
    'BatchEc2',
    (id, secret) => batchJob(id, new EcsEc2ContainerDefinition(consumers, id, batchProps(secret))),
  ],
  [
    'Lambda, with the extension that caches secrets',
    'Function',
    (id, secret) => {
      const paramsAndSecrets = ParamsAndSecretsLayerVersion.fromVersion(ParamsAndSecretsVersions.V1_0_103);
      return granted(secret, fn(id, { paramsAndSecrets, environment: { SECRET_ARN: secret.secretArn } }));
    },
  ],
  [
    'Lambda, for MSK',
    'ManagedKafka',
    (id, secret) => {
      const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/events/1234abcd';
      const startingPosition = StartingPosition.LATEST;
      return fn(id, {
        events: [new ManagedKafkaEventSource({ clusterArn, topic: 'events', startingPosition, secret })],
      });
    },
  ],
  [
    'Lambda, for a Kafka of its own',
    'SelfManagedKafka',
    (id, secret) => {
      const bootstrapServers = ['kafka.example.com:9094'];
      const startingPosition = StartingPosition.LATEST;
      const source = new SelfManagedKafkaEventSource({ bootstrapServers, topic: 'events', startingPosition, secret });
      return fn(id, { events: [source] });
    },
  ],
  [
    'CodeBuild, for a private registry',
    'CodeBuildRegistry',
    (id, secretsManagerCredentials) =>
      new Project(consumers, id, {
        buildSpec: BuildSpec.fromObject({ version: '0.2' }),
        environment: {
          buildImage: LinuxBuildImage.fromDockerRegistry('example.com/app', { secretsManagerCredentials }),
        },
      }),
  ],
  // CodeBuild knows the ARN of a variable and not its secret: without a grant of its own it cannot decrypt the value.
  ['CodeBuild, by a variable alone', 'CodeBuildBare', buildWithVariable, (id) => [getValue(id)]],
  [
    'CodeBuild, by a variable and a grant',
    'CodeBuildGranted',
    (id, secret) => granted(secret, buildWithVariable(id, secret)),
    (id) => [getValue(id), ...exactRead(id)],
  ],
  [
    'the Data API of RDS',
    'DataApi',
    (id, secret) => {
      const reader = role(`${id}Role`, 'ec2');
      cluster(id, secret).grantDataApiAccess(reader);
      return reader;
    },
  ],
  [
    'AppSync, for the Data API of RDS',
    'AppSync',
    (id, secret) =>
      new EventApi(consumers, `${id}Api`, { apiName: 'events' }).addRdsDataSource(
        'Source',
        cluster(id, secret),
        secret,
        'payments',
      ),
  ],
  [
    'whoever reads the attached secret of an instance',
    'Instance',
    (id, secret) => readerOf(id, instance(id, secret).secret),
  ],
  [
    'whoever reads the attached secret of an instance that is restored',
    'Snapshot',
    (id, secret) => {
      const restored = new DatabaseInstanceFromSnapshot(consumers, id, {
        engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_16 }),
        snapshotIdentifier: 'before-the-change',
        vpc,
        credentials: SnapshotCredentials.fromSecret(secret),
      });
      return readerOf(id, restored.secret);
    },
  ],
  [
    'whoever reads the attached secret of DocumentDB',
    'Document',
    (id, secret) => {
      const documents = new DocumentCluster(consumers, id, {
        masterUser: { username: 'app', password: secret.secretValueFromJson('password') },
        instanceType: InstanceType.of(InstanceClass.R6G, InstanceSize.LARGE),
        vpc,
      });
      return readerOf(id, secret.attach(documents));
    },
  ],
  // The proxy also asks for the key, without a condition.
  [
    'RDS Proxy, for an instance',
    'InstanceProxy',
    (id, secret) => {
      const reader = role(`${id}Role`, 'rds');
      const proxyTarget = ProxyTarget.fromInstance(instance(id, secret));
      new DatabaseProxy(consumers, `${id}Proxy`, { proxyTarget, secrets: [secret], vpc, role: reader });
      return reader;
    },
    (id) => [...exactRead(id), DECRYPT_BY_L2],
  ],
  [
    'RDS Proxy, for a cluster and its attached secret',
    'ClusterProxy',
    (id, secret) => {
      const reader = role(`${id}Role`, 'rds');
      const target = cluster(id, secret);
      const attached = target.secret ? [target.secret] : [];
      const proxyTarget = ProxyTarget.fromCluster(target);
      new DatabaseProxy(consumers, `${id}Proxy`, { proxyTarget, secrets: attached, vpc, role: reader });
      return reader;
    },
    (id) => [...exactRead(id), DECRYPT_BY_L2],
  ],
  // AppConfig writes its policy by itself, into the role.
  [
    'AppConfig',
    'AppConfig',
    (id, secret) =>
      new SourcedConfiguration(consumers, id, {
        application: new Application(consumers, `${id}Application`),
        location: ConfigurationSource.fromSecret(secret),
      }).retrievalRole as Role,
    (id) => [getValue(id), DECRYPT_BY_L2],
  ],
  [
    'a query of Redshift by EventBridge',
    'Redshift',
    (id, secret) => {
      const reader = granted(secret, role(`${id}Role`, 'events'));
      const clusterArn = 'arn:aws:redshift:eu-west-1:111122223333:cluster:events';
      const query = new RedshiftQuery(clusterArn, { database: 'app', sql: ['SELECT 1'], secret, role: reader });
      new Rule(consumers, id, { schedule: Schedule.expression('rate(1 day)'), targets: [query] });
      return reader;
    },
  ],
  // No L2 in aws-cdk-lib.
  [
    'DMS',
    'Dms',
    (id, secret) => {
      const reader = granted(secret, role(`${id}Role`, 'dms.eu-west-1'));
      new CfnEndpoint(consumers, id, {
        endpointType: 'source',
        engineName: 'postgres',
        postgreSqlSettings: { secretsManagerSecretId: secret.secretArn, secretsManagerAccessRoleArn: reader.roleArn },
      });
      return reader;
    },
  ],
  // No L2 in aws-cdk-lib.
  [
    'App Runner',
    'AppRunner',
    (id, secret) => {
      const reader = granted(secret, role(`${id}Role`, 'tasks.apprunner'));
      new CfnService(consumers, id, {
        instanceConfiguration: { instanceRoleArn: reader.roleArn },
        sourceConfiguration: {
          imageRepository: {
            imageIdentifier: 'public.ecr.aws/nginx/nginx:latest',
            imageRepositoryType: 'ECR_PUBLIC',
            imageConfiguration: { runtimeEnvironmentSecrets: [{ name: 'PASSWORD', value: secret.secretArn }] },
          },
        },
      });
      return reader;
    },
  ],
];

const readers = CONSUMERS.map(([name, id, consume, statements = exactRead]) => {
  const secret = namespace.addSecret(id, { purpose: id.toLowerCase(), content: SecretContent.credentials('app') });
  const reader = consume(id, secret).grantPrincipal as Role;
  return { name, reader, expected: statements(id) };
});

const isOnSecretOrKey = ({ Action }: Json) => /"(secretsmanager|kms|\*)/.test(JSON.stringify([Action]));

/** What an identity may do with secrets and keys, by the policies in the role and by those beside it. */
function statementsOf(isOf: (roleId: string) => boolean): Json[] {
  const roles = Object.entries(resources(consumers, 'AWS::IAM::Role')).filter(([id]) => isOf(id));
  const beside = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) =>
    Object.values(resources(consumers, type)).filter(({ Properties }) =>
      Properties.Roles.some(({ Ref }: Json) => isOf(Ref)),
    ),
  );
  return [...roles.flatMap(([, { Properties }]) => Properties.Policies ?? []), ...beside.map((one) => one.Properties)]
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(isOnSecretOrKey);
}

test('secrets and their consumers stand in two stacks, of which one needs the other', () => {
  expect(() => (secrets.node.root as App).synth()).not.toThrow();
  expect(consumers.dependencies).toEqual([secrets]);
  expect(secrets.dependencies).toEqual([]);
});

test.each(readers)('$name holds exactly what it takes', ({ reader, expected }) => {
  const roleId = consumers.getLogicalId(reader.node.defaultChild as CfnRole);
  expect(statementsOf((id) => id === roleId)).toEqual(expected);
});

test('no other role holds anything on secrets or keys', () => {
  expect(statementsOf(() => true)).toHaveLength(readers.flatMap(({ expected }) => expected).length);
});

test('each secret of a database is attached once, beside the database', () => {
  const attached = Object.values(resources(consumers, 'AWS::SecretsManager::SecretTargetAttachment'));
  const databases = ['DataApi', 'AppSync', 'Instance', 'Snapshot', 'Document', 'InstanceProxy', 'ClusterProxy'];
  expect(attached.map(({ Properties }) => Properties.SecretId)).toStrictEqual(databases.map(secretArn));
  expect(resources(secrets, 'AWS::SecretsManager::SecretTargetAttachment')).toEqual({});
});

const KEY_STATEMENTS = ['AdministrationWithoutUse', 'NoGrantButForAwsServices', 'UseThroughSecretsManager'];

const keyStatements = (stack: Stack): Json[] => onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement;

test('the key policy has its three statements, whatever constructs asked for', () => {
  expect(keyStatements(secrets).map(({ Sid }) => Sid)).toStrictEqual(KEY_STATEMENTS);
});

test('the policy of each secret has the one statement against deletion', () => {
  const policies = Object.values(resources(secrets, 'AWS::SecretsManager::ResourcePolicy'));
  expect(policies).toHaveLength(CONSUMERS.length);
  for (const { Properties } of policies) {
    expect(Properties.ResourcePolicy.Statement).toMatchObject([
      { Effect: 'Deny', Action: 'secretsmanager:DeleteSecret' },
    ]);
  }
});

describe('a rotation function in the stack of the secret', () => {
  const ON_SECRET = [
    'secretsmanager:DescribeSecret',
    'secretsmanager:GetSecretValue',
    'secretsmanager:PutSecretValue',
    'secretsmanager:UpdateSecretVersionStage',
  ];
  const build = (schedule: (secret: GovernedSecret, options: RotationScheduleOptions) => unknown) => {
    const stack = newStack();
    schedule(newSecret(stack), { rotationLambda: fn('Function', {}, stack) });
    return stack;
  };

  test('that is added to the secret gets all its permissions in its own policy', () => {
    const stack = build((secret, options) => secret.addRotationSchedule('Rotation', options));
    const secretArn = { Ref: expect.stringMatching(/^Secret/) };
    expect(identityStatements(stack)).toStrictEqual([
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SecretKey/), 'Arn'] },
        Condition: {
          StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
          StringLike: { 'kms:EncryptionContext:SecretARN': secretArn },
        },
      },
      { Effect: 'Allow', Action: ON_SECRET, Resource: secretArn },
      { Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
    ]);
    expect(keyStatements(stack)).toHaveLength(KEY_STATEMENTS.length);
  });

  test('of a schedule that the user makes is in the policy of the key, as the L2 has it', () => {
    const stack = build((secret, options) => new RotationSchedule(secret, 'Rotation', { secret, ...options }));
    expect(identityStatements(stack).map(({ Action }) => Action)).toStrictEqual([
      ON_SECRET,
      'secretsmanager:GetRandomPassword',
    ]);
    expect(keyStatements(stack).slice(KEY_STATEMENTS.length)).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^FunctionServiceRole/), 'Arn'] } },
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
      },
    ]);
  });

  test('that is added to a secret without deletion protection does not make a second resource policy', () => {
    const stack = newStack();
    const secret = newSecret(stack, { deletionProtection: false });
    secret.addRotationSchedule('Rotation', { rotationLambda: fn('Function', {}, stack) });
    secret.denyAccountRootDelete();
    expect(onlyResource(stack, 'AWS::SecretsManager::ResourcePolicy').Properties.BlockPublicPolicy).toBe(true);
  });
});
