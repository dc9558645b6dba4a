import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AccessFence } from '../access/access-fence';
import { NamespaceGrants } from '../access/namespace-grants';
import { SecretKey } from '../access/secret-key';
import { keyAliasFor } from '../naming/key-alias';
import { NamingConvention } from '../naming/naming-convention';
import type { SecretName } from '../naming/secret-name';
import { defined } from '../private/defined';
import { atPath, pathOf, throwIfAny } from '../private/problems';
import { removalPolicyFor } from './deletion-protection';
import { GovernedSecret, type GovernedSecretOptions } from './governed-secret';
import { addTags, governedTags, problemsOfGovernedTags } from './governed-tags';

/**
 * Properties of a namespace.
 */
export interface SecretNamespaceProps {
  /** The level `environment` of every name in the namespace. */
  readonly environment: string;

  /** The level `service` of every name in the namespace. */
  readonly service: string;

  /** Who answers for the secrets, as the tag `Owner` shows it. */
  readonly owner: string;

  /**
   * The levels that a convention of your own has beside `environment`, `service` and `purpose`.
   *
   * @default - none
   */
  readonly furtherLevels?: { [level: string]: string };

  /**
   * The customer managed key that encrypts all secrets of the namespace.
   *
   * @default - a SecretKey, with an alias made of the namespace's prefix
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the key and the secrets survive a mistake. A secret can do without it for itself.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;

  /**
   * Limits on where the secrets are used from, whatever IAM policies say. A secret can say otherwise for itself.
   *
   * @default - none
   */
  readonly fences?: AccessFence[];

  /**
   * Tags of the key and of every secret, beside `Environment`, `Service` and `Owner`.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * Options of a secret in a namespace.
 */
export interface AddSecretOptions extends GovernedSecretOptions {
  /**
   * The last level of the name: what the secret is for, such as `db` or `stripe-api-key`.
   *
   * Changing it replaces the secret.
   */
  readonly purpose: string;

  /**
   * Who answers for this secret, where it is somebody else.
   *
   * @default - the owner of the namespace
   */
  readonly owner?: string;
}

/**
 * The secrets of one service in one environment, under one shared key.
 *
 * A secret costs a secret here, not a key as well. Sharing the key widens nobody's access: every grant allows
 * decryption for its own secret only.
 *
 * @example
 * const payments = new SecretNamespace(this, 'Payments', {
 *   environment: 'prod',
 *   service: 'payments',
 *   owner: 'team-payments',
 * });
 * const database = payments.addSecret('Database', {
 *   purpose: 'db',
 *   content: SecretContent.credentials('payments_app'),
 * });
 * declare const taskRole: iam.IRole;
 * database.grants.read(taskRole);
 */
export class SecretNamespace extends Construct {
  /** What the names of all secrets in the namespace begin with, without the slash behind it. */
  public readonly prefix: string;

  /** The customer managed key that encrypts all secrets of the namespace. */
  public readonly encryptionKey: IKey;

  /** Least-privilege access to all secrets of the namespace, those that come later included. */
  public readonly grants: NamespaceGrants;

  private readonly levels: { [level: string]: string };

  /**
   * @throws where a level or a tag breaks a rule: one error that lists them all
   */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: SecretNamespaceProps,
  ) {
    super(scope, id);
    const convention = NamingConvention.of(this);
    this.levels = { ...props.furtherLevels, environment: props.environment, service: props.service };
    throwIfAny(this.node.path, [...convention.checkPrefix(this.levels), ...problemsOfGovernedTags(this.levels, props)]);

    this.prefix = convention.prefix(this.levels);
    this.encryptionKey = props.encryptionKey ?? this.createKey();
    this.grants = NamespaceGrants._of(this, this.prefix, this.encryptionKey);
  }

  /**
   * Adds a secret whose name is the namespace's prefix and the purpose.
   *
   * @param id id of the construct, which the logical id of the secret is made of
   */
  public addSecret(id: string, options: AddSecretOptions): GovernedSecret {
    const { purpose, ...secret } = options;
    throwIfAny(pathOf(this, id), this.problemsOfKey(options));
    const added = new GovernedSecret(this, id, {
      owner: this.props.owner,
      deletionProtection: this.props.deletionProtection,
      fences: this.props.fences,
      ...defined(secret),
      tags: { ...this.props.tags, ...options.tags },
      name: this.nameOf(id, purpose),
      encryptionKey: this.encryptionKey,
    });
    this.grants._adopt(added);
    return added;
  }

  /** A retained secret whose key is deleted with the stack can never be read again. */
  private problemsOfKey({ deletionProtection }: AddSecretOptions): string[] {
    const isKeyDeleted = this.props.encryptionKey === undefined && this.props.deletionProtection === false;
    return deletionProtection && isKeyDeleted
      ? ["'deletionProtection' of the secret would leave it without its key: turn it on for the namespace"]
      : [];
  }

  private nameOf(id: string, purpose: string): SecretName {
    return atPath(pathOf(this, id), () => NamingConvention.of(this).name({ ...this.levels, purpose }));
  }

  private createKey(): SecretKey {
    const key = new SecretKey(this, 'Key', {
      alias: keyAliasFor(this.prefix),
      description: `Encrypts the secrets ${this.prefix}/*; usable through AWS Secrets Manager only`,
      removalPolicy: removalPolicyFor(this.props.deletionProtection),
    });
    addTags(key, governedTags(this.levels, this.props));
    return key;
  }
}
