import { Stack, type StackProps } from 'aws-cdk-lib';
import { type GovernedSecret, SecretContent, SecretNamespace } from 'cdk-governed-secrets';
import type { Construct } from 'constructs';

/** The secrets of the payments service, under one key. */
export class SecretsStack extends Stack {
  public readonly database: GovernedSecret;
  public readonly stripe: GovernedSecret;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const payments = new SecretNamespace(this, 'Payments', {
      environment: 'prod',
      service: 'payments',
      owner: 'team-payments',
    });

    this.database = payments.addSecret('Database', {
      purpose: 'db',
      description: 'Log-in of the payments service to its database',
      content: SecretContent.credentials('payments_app'),
    });
    this.stripe = payments.addSecret('Stripe', {
      purpose: 'stripe-api-key',
      description: 'Restricted API key of the Stripe account',
      content: SecretContent.enteredLater(),
    });
    payments.addSecret('Signing', {
      purpose: 'webhook-signing-key',
      description: 'Signs the webhooks to our own customers',
      content: SecretContent.hexToken(64),
    });
  }
}
