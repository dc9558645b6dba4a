import type { ResourceEnvironment } from 'aws-cdk-lib';
import type { IResourceWithPolicyV2 } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';

/** A secret, or all secrets of a prefix, as policies name it. */
export interface GrantedSecret {
  /** The construct whose path stands in messages. */
  readonly scope: IConstruct;

  /** Account and Region of the secret, which for an imported one need not be those of the stack. */
  readonly env: ResourceEnvironment;

  /** The full ARN, for consumers that can refer to it, otherwise the pattern. */
  readonly secretArn: string;

  /** The ARN by name: it refers to no resource, so the policy of the key can name it. Undefined where no name is known. */
  readonly arnPattern?: string;

  /** The customer managed key; undefined where the AWS managed key encrypts the secret. */
  readonly key?: IKey;

  /** The secrets whose resource policies have to allow principals beyond the account. */
  readonly resources: IResourceWithPolicyV2[];
}
