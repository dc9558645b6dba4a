import { Stack, type StackProps } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  Cluster,
  ContainerImage,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  Secret,
} from 'aws-cdk-lib/aws-ecs';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { GovernedSecret } from 'cdk-governed-secrets';
import type { Construct } from 'constructs';

export interface ApplicationStackProps extends StackProps {
  readonly database: GovernedSecret;
  readonly stripe: GovernedSecret;
}

/** Reads secrets of another stack, which the plain constructs answer with a cyclic reference. */
export class ApplicationStack extends Stack {
  constructor(scope: Construct, id: string, props: ApplicationStackProps) {
    super(scope, id, props);

    const task = new FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
    task.addContainer('Api', {
      image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/node:22-slim'),
      logging: LogDrivers.awsLogs({ streamPrefix: 'payments' }),
      secrets: {
        DB_USERNAME: Secret.fromSecretsManager(props.database, 'username'),
        DB_PASSWORD: Secret.fromSecretsManager(props.database, 'password'),
      },
    });
    const vpc = new Vpc(this, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'], natGateways: 1 });
    const cluster = new Cluster(this, 'Cluster', { vpc });
    new FargateService(this, 'Service', {
      cluster,
      taskDefinition: task,
      circuitBreaker: { rollback: true },
      minHealthyPercent: 100,
    });

    const charge = new LambdaFunction(this, 'Charge', {
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => process.env.STRIPE_SECRET_ARN;'),
      environment: { STRIPE_SECRET_ARN: props.stripe.secretArn },
    });
    props.stripe.grants.read(charge);
  }
}
