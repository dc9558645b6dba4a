import {
  type AddToResourcePolicyResult,
  Grant,
  type IPrincipal,
  type IResourceWithPolicyV2,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { GrantedSecret } from './granted-secret';
import { type Grantee, GranteeKind } from './grantee';
import type { Access, Conditions, Permission } from './perms';
import { SECRET_ARN, secretsManagerIn, throughSecretsManager } from './via-service';

/** The statements that each key has so far for principals beyond the account, by what they allow to whom. */
const keyStatements = new WeakMap<IKey, Map<string, PolicyStatement>>();

/**
 * Allows a principal beyond the account, or an AWS service, access in the policies of the secret and of its key.
 *
 * The statement on the key names the secret by the pattern of its name: a reference would be a cycle.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export function grantInResourcePolicies(grantee: Grantee, access: Access, secret: GrantedSecret): Grant[] {
  return secret.resources.flatMap((resource) =>
    access.onSecret.map((permission) => allowOnSecret(grantee, permission, resource)),
  );
}

/** The same for the key, once however many secrets of a prefix are granted. */
export function grantInKeyPolicy(grantee: Grantee, access: Access, secret: GrantedSecret): Grant[] {
  const { key, arnPattern } = secret;
  if (key === undefined || arnPattern === undefined || access.onKey.length === 0) {
    return [];
  }
  const { region } = secret.env;
  const principal = grantee.kind === GranteeKind.SERVICE ? withoutConditions(grantee.principal) : grantee.principal;
  return [
    allowOnKey(key, principal, access.onKey, throughSecretsManager(region, arnPattern)),
    // DescribeKey carries no encryption context, so a condition on it would never hold.
    allowOnKey(key, principal, ['kms:DescribeKey'], { StringEquals: { 'kms:ViaService': secretsManagerIn(region) } }),
  ];
}

function allowOnSecret(grantee: Grantee, permission: Permission, resource: IResourceWithPolicyV2): Grant {
  const { principal, kind } = grantee;
  const statement = new PolicyStatement({ principals: [principal], resources: ['*'], ...permission });
  if (kind === GranteeKind.SERVICE && !namesSourceAccount(statement)) {
    statement.addCondition('StringEquals', { 'aws:SourceAccount': resource.env.account });
  }
  return toGrant(principal, statement, resource, resource.addToResourcePolicy(statement));
}

function allowOnKey(key: IKey, principal: IPrincipal, actions: string[], conditions: Conditions): Grant {
  const id = JSON.stringify([actions, key.stack.resolve(principal.policyFragment)]);
  const ofKey = keyStatements.get(key) ?? new Map<string, PolicyStatement>();
  const known = ofKey.get(id);
  const merged = known?.frozen ? undefined : known;
  const statement = merged ?? new PolicyStatement({ principals: [principal], actions, resources: ['*'], conditions });
  const result = merged ? { statementAdded: true, policyDependable: key } : key.addToResourcePolicy(statement, true);
  if (result.statementAdded) {
    keyStatements.set(key, ofKey.set(id, statement));
    addSecrets(statement, conditions);
  }
  return toGrant(principal, statement, key, result);
}

/** A principal that is granted several secrets under a key has one statement, whose list grows. */
function addSecrets(statement: PolicyStatement, { StringLike }: Conditions): void {
  const granted = [statement.conditions.StringLike?.[SECRET_ARN] ?? []].flat();
  const secretArns = [StringLike?.[SECRET_ARN] ?? []].flat().filter((secretArn) => !granted.includes(secretArn));
  if (secretArns.length > 0) {
    statement.addCondition('StringLike', { [SECRET_ARN]: [...granted, ...secretArns] });
  }
}

/** A grant of a statement that is in the policy already; without a statement where the policy cannot be changed. */
function toGrant(
  grantee: IPrincipal,
  statement: PolicyStatement,
  { env }: Pick<IResourceWithPolicyV2, 'env'>,
  result: AddToResourcePolicyResult,
): Grant {
  return result.statementAdded
    ? Grant.addStatementToResourcePolicy({
        grantee,
        statement,
        actions: statement.actions,
        resourceArns: statement.resources,
        resource: { env, addToResourcePolicy: () => result },
      })
    : Grant.drop(grantee, 'the resource policy cannot be changed');
}

function namesSourceAccount({ conditions }: PolicyStatement): boolean {
  return Object.values<Record<string, unknown>>(conditions).some((operands) => 'aws:SourceAccount' in operands);
}

/** KMS sees a service through Secrets Manager, which does not hand on for whom the service called. */
function withoutConditions(principal: IPrincipal): IPrincipal {
  const [service] = principal.policyFragment.principalJson.Service;
  return new ServicePrincipal(service);
}
