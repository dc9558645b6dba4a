import { Grant, type IGrantable, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Access, Permission } from './perms';
import { secretsManagerIn } from './via-service';

/** A secret, or all secrets of a prefix, as the statements of a policy name it. */
export interface GrantedSecret {
  readonly secretArn: string;
  readonly region: string;
  /** Undefined where the AWS managed key encrypts the secret: that needs no permission. */
  readonly keyArn?: string;
}

/** The statements that each principal has so far, by what they allow. */
const statements = new WeakMap<IPrincipal, Map<string, Grant>>();

/**
 * A statement of more secrets would not fit into a managed policy of 6,144 characters, to which the CDK moves the
 * statements that a role's inline policies cannot hold.
 */
const SECRETS_PER_STATEMENT = 50;

const SECRET_ARN = 'kms:EncryptionContext:SecretARN';

/**
 * Allows access to a secret, and to its key through Secrets Manager and for that secret, in the grantee's own policy.
 *
 * Whoever is granted many secrets has one statement for Secrets Manager and one for each key, for every fifty secrets:
 * IAM counts the characters of a policy.
 */
export function grantToIdentity(grantee: IGrantable, access: Access, secret: GrantedSecret): Grant {
  const onSecret = access.onSecret.map((permission) => allowOnSecret(grantee, permission, secret.secretArn));
  const onKey =
    secret.keyArn === undefined || access.onKey.length === 0
      ? []
      : [allowOnKey(grantee, access.onKey, secret, secret.keyArn)];
  return [...onSecret, ...onKey].reduce((all, grant) => all.combine(grant));
}

function allowOnSecret(grantee: IGrantable, permission: Permission, secretArn: string): Grant {
  const id = JSON.stringify(permission);
  const merged = growing(grantee, id);
  merged?.principalStatement?.addResources(secretArn);
  return merged ?? remember(id, Grant.addToPrincipal({ grantee, ...permission, resourceArns: [secretArn] }), grantee);
}

function allowOnKey(grantee: IGrantable, actions: string[], secret: GrantedSecret, keyArn: string): Grant {
  const id = `${actions} ${keyArn}`;
  const merged = growing(grantee, id);
  const secretArns = Array.from(new Set([...secretArnsOf(merged), secret.secretArn]));
  // A name has no wildcard, so StringLike on a full ARN is as exact as StringEquals, and it also takes a pattern.
  const encryptionContext = { [SECRET_ARN]: secretArns.length === 1 ? secretArns[0] : secretArns };
  merged?.principalStatement?.addCondition('StringLike', encryptionContext);
  const conditions = {
    StringEquals: { 'kms:ViaService': secretsManagerIn(secret.region) },
    StringLike: encryptionContext,
  };
  return (
    merged ?? remember(id, Grant.addToPrincipal({ grantee, actions, resourceArns: [keyArn], conditions }), grantee)
  );
}

/** The statement of that kind that the grantee has, unless it is full. */
function growing(grantee: IGrantable, id: string): Grant | undefined {
  const grant = statements.get(grantee.grantPrincipal)?.get(id);
  const length = Math.max(grant?.principalStatement?.resources.length ?? 0, secretArnsOf(grant).length);
  return length < SECRETS_PER_STATEMENT ? grant : undefined;
}

function secretArnsOf(grant: Grant | undefined): string[] {
  return [grant?.principalStatement?.conditions.StringLike?.[SECRET_ARN] ?? []].flat();
}

function remember(id: string, grant: Grant, grantee: IGrantable): Grant {
  if (grant.principalStatement !== undefined) {
    const ofGrantee = statements.get(grantee.grantPrincipal) ?? new Map<string, Grant>();
    statements.set(grantee.grantPrincipal, ofGrantee.set(id, grant));
  }
  return grant;
}
