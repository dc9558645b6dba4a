import { Lazy, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { throwIfAny } from '../private/problems';
import { grantAccess, UNDER_AWS_KEY } from './grant-access';
import type { GrantedSecret } from './granted-secret';
import { GranteeKind, granteesOf } from './grantee';
import { keyReference } from './key-reference';
import { warnIfNotInIdentity } from './not-added';
import { type Access, ADMINISTER, READ, ROTATE, ROTATION_FUNCTION, readStages, WRITE } from './perms';
import { ACCESS, SecretAccess } from './secret-access';
import { arnForPolicies, arnPatternOf, isOwnedByService } from './secret-arn';
import { problemsOfStages } from './staging-label';
import { throughSecretsManager } from './via-service';

/**
 * Least-privilege access to one secret and, for that secret alone, to its key.
 *
 * A secret under a customer managed key takes two permissions: one of Secrets Manager and one of KMS. For an identity
 * of the account both go into the grantee's own policy, with the secret's ARN, so a reader may live in another stack
 * and the policies of the secret and of the key stay as they are. For a principal of another account, an organization
 * or an AWS service the same call writes the policies of the secret and of the key as well.
 *
 * Grants of one kind to one grantee share their statements: a condition that is added to the statement of a returned
 * `Grant` holds for all secrets in it.
 *
 * A grantee whose policies the app cannot change gets the warning `cdk-governed-secrets:GrantNotAdded`.
 *
 * @example
 * declare const secret: GovernedSecret;
 * declare const taskRole: iam.IRole;
 * secret.grants.read(taskRole);
 * secret.grants.read(new iam.AccountPrincipal('444455556666'));
 */
export class SecretGrants {
  /**
   * The grants of any secret, also of one that was made with the L2 construct.
   *
   * @param secret the secret, with its `encryptionKey` where a customer managed key encrypts it
   */
  public static fromSecret(secret: ISecret): SecretGrants {
    const existing = 'grants' in secret ? secret.grants : undefined;
    return existing instanceof SecretGrants ? existing : SecretGrants._of(secret);
  }

  /** @internal */
  public static _of(secret: ISecret, isOfService: boolean = isOwnedByService(secret)): SecretGrants {
    const granted = {
      scope: secret,
      env: secret.env,
      secretArn: arnForPolicies(secret),
      arnPattern: arnPatternOf(secret),
      key: secret.encryptionKey,
      resources: [secret],
    };
    return new SecretGrants(secret, granted, isOfService);
  }

  private readonly rotationFunctions: IFunction[] = [];
  private readonly rotators: IGrantable[] = [];

  private constructor(
    private readonly secret: ISecret,
    private readonly granted: GrantedSecret,
    private readonly isOfService: boolean,
  ) {}

  /**
   * Allows reading the value and the metadata.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | the secret | GetSecretValue, DescribeSecret | |
   * | its key | Decrypt | through Secrets Manager of the Region, for this secret |
   *
   * It allows no other secret under the same key, no direct use of the key, no writing and no listing.
   */
  public read(grantee: IGrantable): Grant {
    return this.grant(grantee, READ);
  }

  /**
   * Allows reading the versions that carry one of the staging labels, and the metadata.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | the secret | GetSecretValue | the request names one of the stages |
   * | the secret | DescribeSecret | |
   * | its key | Decrypt | through Secrets Manager of the Region, for this secret |
   *
   * It allows no version that carries none of the stages, no writing and no listing.
   *
   * The reader must name the stage in each request: Secrets Manager cannot tell the stage of a request that names
   * none. With AWSCURRENT among the stages a request that names neither a stage nor a version is allowed as well.
   *
   * @param stages staging labels, such as AWSPENDING
   */
  public readStage(grantee: IGrantable, ...stages: string[]): Grant {
    throwIfAny(this.secret.node.path, problemsOfStages(stages));
    return this.grant(grantee, readStages(stages));
  }

  /**
   * Allows reading the version before the last rotation, for a roll-back.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | the secret | GetSecretValue | the request names AWSPREVIOUS |
   * | the secret | DescribeSecret | |
   * | its key | Decrypt | through Secrets Manager of the Region, for this secret |
   *
   * It allows no other version, the current one included, no writing and no listing.
   *
   * The reader must name the stage in each request.
   */
  public readPrevious(grantee: IGrantable): Grant {
    return this.readStage(grantee, 'AWSPREVIOUS');
  }

  /**
   * Allows putting a new value and moving staging labels.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | the secret | PutSecretValue, UpdateSecretVersionStage, DescribeSecret | |
   * | its key | GenerateDataKey, Decrypt | through Secrets Manager of the Region, for this secret |
   *
   * It allows no reading of the value and no change of the secret's settings. Decrypt is there because Secrets Manager
   * compares the stored value with the new one when a request token is repeated.
   */
  public write(grantee: IGrantable): Grant {
    return this.grant(grantee, WRITE);
  }

  /**
   * Allows starting and stopping rotations.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | the secret | RotateSecret, CancelRotateSecret, DescribeSecret | |
   * | its rotation function | InvokeFunction | |
   *
   * It allows neither reading nor writing of the value, and nothing on the key: the rotation function does that.
   */
  public rotate(grantee: IGrantable): Grant {
    const grant = this.grant(grantee, ROTATE);
    this.rotators.push(grantee);
    return this.rotationFunctions
      .flatMap((fn) => this.invoke(fn, grantee))
      .reduce((all, invocation) => all.combine(invocation), grant);
  }

  /**
   * Allows everything about the secret but its value and its deletion.
   *
   * | on | actions | condition |
   * |---|---|---|
   * | the secret | DescribeSecret, ListSecretVersionIds, UpdateSecret, RestoreSecret, TagResource, UntagResource, ReplicateSecretToRegions, RemoveRegionsFromReplication, StopReplicationToReplica, GetResourcePolicy, DeleteResourcePolicy, ValidateResourcePolicy | |
   * | the secret | PutResourcePolicy | public policies are blocked |
   * | its key | GenerateDataKey, Encrypt, Decrypt | through Secrets Manager of the Region, for this secret |
   *
   * It allows no reading of the value. IAM has no condition that keeps UpdateSecret from writing one, and whoever may
   * write the resource policy can let others in: it is for those who run the secrets.
   *
   * @throws for a grantee beyond the account
   */
  public administer(grantee: IGrantable): Grant {
    const grantees = granteesOf(grantee, this.granted.env.account);
    const beyond = grantees.filter(({ kind }) => kind !== GranteeKind.OWN_ACCOUNT);
    throwIfAny(
      this.secret.node.path,
      beyond.map(({ name }) => `${ADMINISTER_BEYOND}, got ${name}`),
    );
    return this.grant(grantee, ADMINISTER);
  }

  /**
   * What the other account has to allow its own role, beside the grant here: the policy to hand over.
   *
   * An access from another account takes the policies of both sides. The ARNs in it are those of the deployed secret
   * and key, so it is best handed over as an output of the stack.
   *
   * @throws for SecretAccess.ADMINISTER, and for a secret under the AWS managed key
   *
   * @example
   * declare const secret: GovernedSecret;
   * secret.grants.read(new iam.AccountPrincipal('444455556666'));
   * new CfnOutput(this, 'PolicyOfReader', {
   *   value: this.toJsonString(secret.grants.policyForOtherAccount(SecretAccess.READ)),
   * });
   */
  public policyForOtherAccount(access: SecretAccess): PolicyDocument {
    const { onSecret, onKey } = ACCESS[access];
    const { secretArn, key } = this.granted;
    throwIfAny(this.secret.node.path, [
      ...(access === SecretAccess.ADMINISTER ? [`${ADMINISTER_BEYOND}, got a policy for another account`] : []),
      ...(key === undefined && onKey.length > 0 ? [UNDER_AWS_KEY] : []),
    ]);
    const statements = onSecret.map((permission) => new PolicyStatement({ resources: [secretArn], ...permission }));
    const conditions = throughSecretsManager(this.granted.env.region, secretArn);
    const keyArn = Lazy.uncachedString({
      produce: ({ scope }) => key && keyReference(key, Stack.of(scope)).keyArn,
    });
    return new PolicyDocument({
      statements:
        key === undefined || onKey.length === 0
          ? statements
          : [...statements, new PolicyStatement({ actions: onKey, resources: [keyArn], conditions })],
    });
  }

  /** @internal */
  public _rotatedBy(fn: IFunction): void {
    this.rotationFunctions.push(fn);
    grantAccess(fn, ROTATION_FUNCTION, this.granted);
    for (const rotator of this.rotators) {
      this.invoke(fn, rotator);
    }
  }

  private invoke(fn: IFunction, grantable: IGrantable): Grant[] {
    return granteesOf(grantable, this.granted.env.account).map((grantee) => {
      const actions = ['lambda:InvokeFunction'];
      const grant = Grant.addToPrincipal({ grantee: grantee.principal, actions, resourceArns: [fn.functionArn] });
      warnIfNotInIdentity(this.secret, grantee, grant, `${actions} on its rotation function`);
      return grant;
    });
  }

  private grant(grantee: IGrantable, access: Access): Grant {
    throwIfAny(this.secret.node.path, access.isForReaders || !this.isOfService ? [] : [OWNED_BY_SERVICE]);
    return grantAccess(grantee, access, this.granted);
  }
}

const ADMINISTER_BEYOND =
  'administer is for the account of the secret, since whoever may change its policy can let anybody in: grant read or write';

const OWNED_BY_SERVICE =
  'this secret belongs to the AWS service that made it, which alone can change it: grant read or readStage only';
