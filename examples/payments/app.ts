import { App } from 'aws-cdk-lib';
import { ApplicationStack } from './application-stack';
import { DevelopmentStack } from './development-stack';
import { SecretsStack } from './secrets-stack';

/** Three stacks: the secrets, an application that reads two of them, and a development copy. */
export function paymentsApp(app: App = new App()): App {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const secrets = new SecretsStack(app, 'payments-secrets', { env });
  new ApplicationStack(app, 'payments-application', { env, database: secrets.database, stripe: secrets.stripe });
  new DevelopmentStack(app, 'payments-development', { env });
  return app;
}

if (require.main === module) {
  paymentsApp();
}
