import { Resource } from 'aws-cdk-lib';
import { Grant, type IGrantable, UnknownPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { throwIfAny } from '../private/problems';
import type { GrantedSecret } from './granted-secret';
import { type Grantee, GranteeKind, granteesOf } from './grantee';
import { grantToIdentity } from './identity-statements';
import { permissionsOf, warnIfNotInIdentity, warnIfNotInResources } from './not-added';
import type { Access } from './perms';
import { grantInKeyPolicy, grantInResourcePolicies } from './resource-statements';

export const UNDER_AWS_KEY =
  'a secret under the AWS managed key cannot be shared beyond its account: give it an encryptionKey, or say the ' +
  'encryptionKeyArn of an imported one';

/**
 * Allows an access wherever it has to be allowed: in the policy of the grantee, and for whoever is beyond the account
 * in the policies of the secret and of its key.
 *
 * @throws where the grantee cannot be granted, or not so
 */
export function grantAccess(grantable: IGrantable, access: Access, secret: GrantedSecret): Grant {
  const grantees = granteesOf(grantable, secret.env.account);
  throwIfAny(
    secret.scope.node.path,
    grantees.flatMap((grantee) => [...grantee.problems, ...problemsOfSharing(grantee, access, secret)]),
  );
  return grantees
    .flatMap((grantee) => (grantee.kind === GranteeKind.OWN_ACCOUNT ? within : beyond)(grantee, access, secret))
    .reduce((all, grant) => all.combine(grant), Grant.drop(grantable, ''));
}

function within(grantee: Grantee, access: Access, secret: GrantedSecret): Grant[] {
  const isUnknown = grantee.principal instanceof UnknownPrincipal;
  const grant = isUnknown ? Grant.drop(grantee.principal, '') : grantToIdentity(grantee.principal, access, secret);
  warnIfNotInIdentity(secret.scope, grantee, grant, permissionsOf(access));
  return [grant];
}

/** A role of another account gets its own policy as well where this app makes it: an imported one is not there. */
function beyond(grantee: Grantee, access: Access, secret: GrantedSecret): Grant[] {
  const inResources = [
    ...grantInResourcePolicies(grantee, access, secret),
    ...grantInKeyPolicy(grantee, access, secret),
  ];
  warnIfNotInResources(secret.scope, grantee, inResources, permissionsOf(access));
  const { principal } = grantee;
  const isOfApp = Construct.isConstruct(principal) && Resource.isOwnedResource(principal);
  return isOfApp ? [...inResources, grantToIdentity(principal, access, secret)] : inResources;
}

function problemsOfSharing({ kind }: Grantee, access: Access, secret: GrantedSecret): string[] {
  if (kind === GranteeKind.OWN_ACCOUNT || access.onKey.length === 0) {
    return [];
  }
  return [
    ...(secret.key === undefined ? [UNDER_AWS_KEY] : []),
    ...(secret.arnPattern === undefined
      ? ['a secret is shared beyond its account by its name, which is not known at synth time: give it one']
      : []),
  ];
}
