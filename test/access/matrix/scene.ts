import { App, Stack } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { GovernedSecret, SecretKey, SecretName, SecretNamespace } from '../../../src';
import { World } from '../../support/iam';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const REGION = 'eu-west-1';

/** What a grant is made on, and a neighbour under the same key. */
export interface Granted {
  readonly namespace: SecretNamespace;
  readonly secret: GovernedSecret;
  readonly sibling: GovernedSecret;
}

/** The secrets that grants are tried on. */
export class Scene {
  public readonly app = new App();
  public readonly stack = this.stackIn('Secrets');

  /** Under a key of the library, whose policy admits Secrets Manager alone. */
  public readonly own = this.addNamespace('payments');

  /** Under a key with the default policy of the CDK, where the policies of the grantees are all that protects it. */
  public readonly legacy = this.addNamespace('legacy', new Key(this.stack, 'PlainKey'));

  /** Of other prefixes, under the keys of the namespaces. */
  public readonly foreign = this.addForeign('payments-x', this.own.namespace.encryptionKey);
  public readonly legacyForeign = this.addForeign('legacy-x', this.legacy.namespace.encryptionKey);

  public readonly otherKey = new SecretKey(this.stack, 'OtherKey', { alias: 'other' });

  public stackIn(id: string, region = REGION, account = ACCOUNT): Stack {
    const existing = this.app.node.tryFindChild(id);
    return existing === undefined ? new Stack(this.app, id, { env: { account, region } }) : (existing as Stack);
  }

  public world(): World {
    return World.of(this.app);
  }

  private addForeign(service: string, encryptionKey: IKey): GovernedSecret {
    const name = SecretName.of({ environment: 'prod', service, purpose: 'db' });
    return new GovernedSecret(this.stack, `Foreign-${service}`, { name, owner: 'team', encryptionKey });
  }

  private addNamespace(service: string, encryptionKey?: Key): Granted {
    const namespace = new SecretNamespace(this.stack, service, {
      environment: 'prod',
      service,
      owner: 'team',
      encryptionKey,
    });
    return {
      namespace,
      secret: namespace.addSecret('Granted', { purpose: 'granted-one' }),
      sibling: namespace.addSecret('Sibling', { purpose: 'granted-one-more' }),
    };
  }
}
