import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { throwIfAny } from '../private/problems';
import { grantAccess } from './grant-access';
import type { GrantedSecret } from './granted-secret';
import { type Grantee, GranteeKind, granteesOf } from './grantee';
import { type Access, BATCH_READ, LISTING, READ, readByTags, WRITE } from './perms';
import { grantInResourcePolicies } from './resource-statements';
import { arnOf } from './secret-arn';

/**
 * Access to all secrets of a namespace, those that come later included.
 *
 * A grant has the same size for one secret and for a thousand: it names the prefix, `prod/payments/*`.
 *
 * @example
 * declare const payments: SecretNamespace;
 * declare const taskRole: iam.IRole;
 * payments.grants.read(taskRole);
 */
export class NamespaceGrants {
  private readonly secrets: ISecret[] = [];
  private readonly shared: { grantee: Grantee; access: Access }[] = [];
  private readonly granted: GrantedSecret;

  /** @internal */
  public static _of(namespace: IConstruct, prefix: string, key: IKey): NamespaceGrants {
    return new NamespaceGrants(namespace, prefix, key);
  }

  private constructor(
    private readonly namespace: IConstruct,
    prefix: string,
    key: IKey,
  ) {
    const { account, region } = Stack.of(namespace);
    const secretArn = arnOf(Stack.of(namespace), `${prefix}/*`);
    this.granted = {
      scope: namespace,
      env: { account, region },
      secretArn,
      arnPattern: secretArn,
      key,
      resources: this.secrets,
    };
  }

  /**
   * Allows reading the values and the metadata.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | secrets with the prefix | GetSecretValue, DescribeSecret | |
   * | their key | Decrypt | through Secrets Manager of the Region, for these secrets |
   *
   * It allows no secret of another namespace, no direct use of the key, no writing and no listing.
   */
  public read(grantee: IGrantable): Grant {
    return this.grant(grantee, READ);
  }

  /**
   * Allows putting new values and moving staging labels.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | secrets with the prefix | PutSecretValue, UpdateSecretVersionStage, DescribeSecret | |
   * | their key | GenerateDataKey, Decrypt | through Secrets Manager of the Region, for these secrets |
   *
   * It allows no reading of the values and no new secrets.
   */
  public write(grantee: IGrantable): Grant {
    return this.grant(grantee, WRITE);
  }

  /**
   * Allows reading up to twenty values in one call.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | everything, since they take no resource | BatchGetSecretValue, ListSecrets | |
   * | secrets with the prefix | GetSecretValue | |
   * | their key | Decrypt | through Secrets Manager of the Region, for these secrets |
   *
   * It allows no value of another namespace; the names and tags of all secrets of the account are listed.
   *
   * @throws for a grantee of another account: Secrets Manager has no batches across accounts
   */
  public batchRead(grantee: IGrantable): Grant {
    const grantees = granteesOf(grantee, this.granted.env.account);
    throwIfAny(
      this.namespace.node.path,
      grantees
        .filter(isBeyond)
        .map(({ name }) => `BatchGetSecretValue does not work beyond the account, got ${name}: use read instead`),
    );
    const listing = grantees.map(({ principal }) =>
      Grant.addToPrincipal({ grantee: principal, actions: LISTING, resourceArns: ['*'] }),
    );
    return listing.reduce((all, grant) => all.combine(grant), this.grant(grantee, BATCH_READ));
  }

  /**
   * Allows reading the secrets whose tags equal those of the reader (attribute-based access control).
   *
   * | on | actions | condition |
   * |---|---|---|
   * | secrets with the prefix | GetSecretValue, DescribeSecret | each tag of the secret equals that of the principal |
   * | their key | Decrypt | through Secrets Manager of the Region, for these secrets |
   *
   * A reader without one of the tags reads nothing. Whoever may tag roles or secrets decides here.
   *
   * @param tagKeys keys of the tags that are compared, such as `Service`
   * @throws where no tag is named
   */
  public readByTags(grantee: IGrantable, ...tagKeys: string[]): Grant {
    const none = "'tagKeys' must name a tag to compare, got none: 'Service' is one that every governed secret has";
    throwIfAny(this.namespace.node.path, tagKeys.length === 0 ? [none] : []);
    return this.grant(grantee, readByTags(tagKeys));
  }

  /** @internal */
  public _adopt(secret: ISecret): void {
    this.secrets.push(secret);
    for (const { grantee, access } of this.shared) {
      grantInResourcePolicies(grantee, access, { ...this.granted, resources: [secret] });
    }
  }

  private grant(grantee: IGrantable, access: Access): Grant {
    const grant = grantAccess(grantee, access, this.granted);
    const beyond = granteesOf(grantee, this.granted.env.account).filter(isBeyond);
    this.shared.push(...beyond.map((one) => ({ grantee: one, access })));
    return grant;
  }
}

function isBeyond({ kind }: Grantee): boolean {
  return kind !== GranteeKind.OWN_ACCOUNT;
}
