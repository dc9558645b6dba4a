import { CfnManagedPolicy, CfnPolicy, type Grant, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IConstruct } from 'constructs';
import { warn } from '../private/warnings';
import type { Access } from './perms';

/** Warns where the permissions stand in no policy of the principal, and says which permissions these are. */
export function warnIfNotInIdentity(scope: IConstruct, principal: IPrincipal, grant: Grant, access: Access): void {
  if (!grant.success || !hasPolicy(principal, grant)) {
    warnNotAdded(scope, `no policy of ${describe(principal)} can be changed from this app`, access);
  }
}

/** Warns where a principal beyond the account is not in the policy of an imported secret or key. */
export function warnIfNotInResources(scope: IConstruct, principal: IPrincipal, grants: Grant[], access: Access): void {
  if (grants.some((grant) => !grant.success)) {
    const policies = 'the policies of a secret or key that was imported cannot be changed from this app';
    warnNotAdded(scope, `${policies}, and ${describe(principal)} needs to be in them`, access);
  }
}

function warnNotAdded(scope: IConstruct, because: string, access: Access): void {
  const onSecret = access.onSecret.flatMap(({ actions }) => actions).join(', ');
  const onKey = access.onKey.length > 0 ? `, and ${access.onKey.join(', ')} on its key` : '';
  warn(
    scope,
    'GrantNotAdded',
    `${because}: allow ${onSecret} on the secret${onKey} where that policy is kept, then acknowledge this warning`,
  );
}

/** An imported role that must not be changed takes a statement and drops it: no policy stands below it. */
function hasPolicy(principal: IPrincipal, grant: Grant): boolean {
  const isPolicy = (construct: IConstruct) =>
    CfnPolicy.isCfnPolicy(construct) || CfnManagedPolicy.isCfnManagedPolicy(construct);
  const inTree = Construct.isConstruct(principal) ? principal.node.findAll() : [];
  return !Construct.isConstruct(principal) || [...inTree, ...Dependable.of(grant).dependencyRoots].some(isPolicy);
}

function describe(principal: IPrincipal): string {
  return Construct.isConstruct(principal) ? `'${principal.node.path}'` : `${principal}`;
}
