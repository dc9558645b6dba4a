import { Grant, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { throwIfAny } from '../private/problems';
import { grantAccess } from './grant-access';
import type { GrantedSecret } from './granted-secret';
import { granteesOf } from './grantee';
import { warnIfNotInIdentity } from './not-added';
import { type Access, ADMINISTER, READ, ROTATE, ROTATION_FUNCTION, readStages, WRITE } from './perms';
import { ACCESS, type SecretAccess } from './secret-access';
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
    return SecretGrants._ofImport(secret);
  }

  /** @internal */
  public static _ofImport(secret: ISecret, isForReadersOnly: boolean = isOwnedByService(secret)): SecretGrants {
    const granted = {
      scope: secret,
      env: secret.env,
      secretArn: arnForPolicies(secret),
      arnPattern: arnPatternOf(secret),
      key: secret.encryptionKey,
      resources: [secret],
    };
    return new SecretGrants(secret, granted, isForReadersOnly);
  }

  private readonly rotationFunctions: IFunction[] = [];
  private readonly rotators: IGrantable[] = [];

  private constructor(
    private readonly secret: ISecret,
    private readonly granted: GrantedSecret,
    private readonly isForReadersOnly: boolean,
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
   * Allows reading the version before the last rotation, for a roll-back: as `readStage` with AWSPREVIOUS.
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
   */
  public administer(grantee: IGrantable): Grant {
    return this.grant(grantee, ADMINISTER);
  }

  /**
   * What the other account has to allow its own role, beside the grant here: the policy to hand over.
   *
   * An access from another account takes the policies of both sides. The ARNs in it are those of the deployed secret
   * and key, so it is best handed over as an output of the stack.
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
    const statements = onSecret.map((permission) => new PolicyStatement({ resources: [secretArn], ...permission }));
    const conditions = throughSecretsManager(this.granted.env.region, secretArn);
    return new PolicyDocument({
      statements:
        key === undefined || onKey.length === 0
          ? statements
          : [...statements, new PolicyStatement({ actions: onKey, resources: [key.keyArn], conditions })],
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
    throwIfAny(this.secret.node.path, access.isForReaders || !this.isForReadersOnly ? [] : [OWNED_BY_SERVICE]);
    return grantAccess(grantee, access, this.granted);
  }
}

const OWNED_BY_SERVICE =
  'this secret belongs to the AWS service that made it, which alone can change it: grant read or readStage only';
