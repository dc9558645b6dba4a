import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Everything a user may decide to accept. The ids are a contract: acknowledgements in users' code name them. */
export type WarningId = 'GrantNotAdded' | 'PolicyNearLimit' | 'PossibleDuplicate' | 'UnsafePlainText';

/**
 * Warns of something that a user may decide to accept with
 * `Validations.of(construct).acknowledge({ id: 'cdk-governed-secrets:<id>', reason })`.
 */
export function warn(scope: IConstruct, id: WarningId, message: string): void {
  Validations.of(scope).addWarning(`cdk-governed-secrets:${id}`, message);
}
