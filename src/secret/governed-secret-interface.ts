import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { SecretGrants } from '../access/secret-grants';

/**
 * A secret with least-privilege grants, made here or elsewhere.
 */
export interface IGovernedSecret extends ISecret {
  /** Least-privilege access to this secret. */
  readonly grants: SecretGrants;
}
