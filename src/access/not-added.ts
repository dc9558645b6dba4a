import { CfnManagedPolicy, CfnPolicy, type Grant, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IConstruct } from 'constructs';
import { warn } from '../private/warnings';
import type { Grantee } from './grantee';
import type { Access } from './perms';

/** Warns where the permissions stand in no policy of the grantee, and says which permissions these are. */
export function warnIfNotInIdentity(scope: IConstruct, { name, principal }: Grantee, grant: Grant, what: string): void {
  if (!grant.success || !hasPolicy(principal, grant)) {
    warnNotAdded(scope, `no policy of ${name} can be changed from this app`, what);
  }
}

/** Warns where a grantee beyond the account is not in the policy of an imported secret or key. */
export function warnIfNotInResources(scope: IConstruct, { name }: Grantee, grants: Grant[], what: string): void {
  if (grants.some((grant) => !grant.success)) {
    const policies = 'the policies of a secret or key that was imported cannot be changed from this app';
    warnNotAdded(scope, `${policies}, and ${name} needs to be in them`, what);
  }
}

/** Warns of permissions that somebody has to write elsewhere. */
export function warnNotAdded(scope: IConstruct, because: string, what: string): void {
  warn(scope, 'GrantNotAdded', `${because}: allow ${what} where that policy is kept, then acknowledge this warning`);
}

/** The permissions of an access, as a message has them. */
export function permissionsOf({ onSecret, onKey }: Access): string {
  const actions = onSecret.flatMap((permission) => permission.actions).join(', ');
  return `${actions} on the secret${onKey.length > 0 ? `, and ${onKey.join(', ')} on its key` : ''}`;
}

/** An imported role that must not be changed takes a statement and drops it: no policy stands below it. */
function hasPolicy(principal: IPrincipal, grant: Grant): boolean {
  const isPolicy = (construct: IConstruct) =>
    CfnPolicy.isCfnPolicy(construct) || CfnManagedPolicy.isCfnManagedPolicy(construct);
  const inTree = Construct.isConstruct(principal) ? principal.node.findAll() : [];
  return !Construct.isConstruct(principal) || [...inTree, ...Dependable.of(grant).dependencyRoots].some(isPolicy);
}
