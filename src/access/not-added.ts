import { CfnManagedPolicy, CfnPolicy, type Grant, type IGrantable, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, Dependable, type IConstruct } from 'constructs';
import { warn } from '../private/warnings';
import type { Access } from './perms';

/** Warns where the permissions of a grant stand in no policy of the app, and says which permissions these are. */
export function warnIfNotAdded(scope: IConstruct, grantee: IGrantable, grant: Grant, access: Access): void {
  if (grant.success && hasPolicy(grantee.grantPrincipal, grant)) {
    return;
  }
  const onKey = access.onKey.length > 0 ? `, and ${access.onKey.join(', ')} on its key` : '';
  warn(
    scope,
    'GrantNotAdded',
    `no policy of ${describe(grantee.grantPrincipal)} can be changed from this app, so nothing was granted: ` +
      `allow it ${access.onSecret.flatMap(({ actions }) => actions).join(', ')} on the secret${onKey} where it is defined, then acknowledge this warning`,
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
