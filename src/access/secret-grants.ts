import { Lazy, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { throwIfAny } from '../private/problems';
import { type GrantedSecret, grantToIdentity } from './identity-statements';
import { warnIfNotAdded } from './not-added';
import { type Access, READ, readStages, WRITE } from './perms';
import { problemsOfStages } from './staging-label';

/**
 * Least-privilege access to one secret and, for that secret alone, to its key.
 *
 * A secret under a customer managed key takes two permissions: one of Secrets Manager and one of KMS. Both go into the
 * grantee's own policy, with the secret's ARN, so a reader may live in another stack and the policies of the secret and
 * of the key stay as they are.
 *
 * @example
 * declare const secret: GovernedSecret;
 * declare const taskRole: iam.IRole;
 * secret.grants.read(taskRole);
 */
export class SecretGrants {
  /**
   * The grants of any secret, also of one that was made with the L2 construct.
   *
   * @param secret the secret, with its `encryptionKey` where a customer managed key encrypts it
   */
  public static fromSecret(secret: ISecret): SecretGrants {
    return new SecretGrants(secret, {
      secretArn: arnForPolicies(secret),
      keyArn: secret.encryptionKey?.keyArn,
      region: Stack.of(secret).region,
    });
  }

  private constructor(
    private readonly secret: ISecret,
    private readonly granted: GrantedSecret,
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

  private grant(grantee: IGrantable, access: Access): Grant {
    const grant = grantToIdentity(grantee, access, this.granted);
    warnIfNotAdded(this.secret, grantee, grant, access);
    return grant;
  }
}

/**
 * The full ARN where the consumer can refer to it, otherwise the pattern of the name and any six random characters.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
function arnForPolicies(secret: ISecret): string {
  const { secretFullArn } = secret;
  if (secretFullArn !== undefined && !Token.isUnresolved(secretFullArn)) {
    return secretFullArn;
  }
  const pattern = `${secret.secretArn}-??????`;
  return Lazy.uncachedString({
    produce: ({ scope }) =>
      isSameEnvironment(Stack.of(scope), Stack.of(secret)) ? (secretFullArn ?? pattern) : pattern,
  });
}

function isSameEnvironment(one: Stack, other: Stack): boolean {
  return one.account === other.account && one.region === other.region;
}
