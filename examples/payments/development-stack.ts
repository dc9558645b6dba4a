import { Stack, type StackProps } from 'aws-cdk-lib';
import { GovernedSecret, SecretContent, SecretName } from 'cdk-governed-secrets';
import type { Construct } from 'constructs';

/** A secret that goes with its stack: nothing is retained, and the name is free again at once. */
export class DevelopmentStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    new GovernedSecret(this, 'Database', {
      name: SecretName.of({ environment: 'dev', service: 'payments', purpose: 'db' }),
      owner: 'team-payments',
      content: SecretContent.credentials('payments_app'),
      deletionProtection: false,
    });
  }
}
