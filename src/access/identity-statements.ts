import { Stack } from 'aws-cdk-lib';
import { Grant, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { GrantedSecret } from './granted-secret';
import { limitPolicySize } from './identity-size';
import { keyReference } from './key-reference';
import type { Access, Permission } from './perms';
import { SECRET_ARN, throughSecretsManager } from './via-service';

/** The statements that each principal has so far, by what they allow. */
const statements = new WeakMap<IPrincipal, Map<string, Grant>>();

/**
 * A statement of more secrets would not fit into a managed policy of 6,144 characters, to which the CDK moves the
 * statements that a role's inline policies cannot hold.
 */
const SECRETS_PER_STATEMENT = 50;

/**
 * Allows access to a secret, and to its key through Secrets Manager and for that secret, in the principal's own policy.
 *
 * Whoever is granted many secrets has one statement for Secrets Manager and one for each key, for every fifty secrets:
 * IAM counts the characters of a policy.
 */
export function grantToIdentity(principal: IPrincipal, access: Access, secret: GrantedSecret): Grant {
  const onSecret = access.onSecret.map((permission) => allowOnSecret(principal, permission, secret.secretArn));
  const onKey = access.onKey.length > 0 ? allowOnKey(principal, access.onKey, secret) : [];
  limitPolicySize(principal, secret);
  return [...onSecret, ...onKey].reduce((all, grant) => all.combine(grant));
}

function allowOnSecret(principal: IPrincipal, permission: Permission, secretArn: string): Grant {
  const id = JSON.stringify(permission);
  const merged = growing(principal, id);
  merged?.principalStatement?.addResources(secretArn);
  const grant = () => Grant.addToPrincipal({ grantee: principal, ...permission, resourceArns: [secretArn] });
  return merged ?? remember(principal, id, grant());
}

function allowOnKey(principal: IPrincipal, actions: string[], { key, secretArn, env }: GrantedSecret): Grant[] {
  if (key === undefined) {
    return [];
  }
  const { keyArn, conditions } = keyReference(key, Construct.isConstruct(principal) ? Stack.of(principal) : undefined);
  const through = throughSecretsManager(env.region, secretArn);
  const id = JSON.stringify([actions, keyArn, env.region, conditions]);
  const merged = growing(principal, id);
  const granted = secretArnsOf(merged);
  if (!granted.includes(secretArn)) {
    merged?.principalStatement?.addCondition('StringLike', { [SECRET_ARN]: [...granted, secretArn] });
  }
  const grant = () =>
    Grant.addToPrincipal({
      grantee: principal,
      actions,
      resourceArns: [keyArn],
      conditions: { ...through, ...conditions },
    });
  return [merged ?? remember(principal, id, grant())];
}

/** The statement of that kind that the principal has, unless it is full or somebody has rendered it already. */
function growing(principal: IPrincipal, id: string): Grant | undefined {
  const grant = statements.get(principal)?.get(id);
  const { resources = [], frozen = false } = grant?.principalStatement ?? {};
  const isFull = Math.max(resources.length, secretArnsOf(grant).length) >= SECRETS_PER_STATEMENT;
  return isFull || frozen ? undefined : grant;
}

function secretArnsOf(grant: Grant | undefined): string[] {
  return [grant?.principalStatement?.conditions.StringLike?.[SECRET_ARN] ?? []].flat();
}

function remember(principal: IPrincipal, id: string, grant: Grant): Grant {
  if (grant.principalStatement !== undefined) {
    const ofPrincipal = statements.get(principal) ?? new Map<string, Grant>();
    statements.set(principal, ofPrincipal.set(id, grant));
  }
  return grant;
}
