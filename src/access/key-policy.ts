import { AccountRootPrincipal, AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { KEY_ADMINISTRATION, KEY_CRYPTOGRAPHY, KEY_USE } from './perms';
import { secretsManagerIn } from './via-service';

/**
 * The policy of a key that nothing but Secrets Manager uses.
 *
 * It names no reader: the account as principal delegates to IAM, where the grants write who may read which secret.
 * So it has the same size for one reader and for a thousand, and no stack has to know its readers' stacks.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function secretKeyPolicy(region: string): PolicyDocument {
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: 'AdministrationWithoutUse',
        principals: [new AccountRootPrincipal()],
        actions: KEY_ADMINISTRATION,
        resources: ['*'],
      }),
      // A grant would be a way around the next statement. Control Tower's CT.KMS.PR.3 asks for these two conditions.
      new PolicyStatement({
        sid: 'NoGrantButForAwsServices',
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['kms:CreateGrant'],
        resources: ['*'],
        conditions: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
      }),
      new PolicyStatement({
        sid: 'UseThroughSecretsManager',
        principals: [new AccountRootPrincipal()],
        actions: KEY_USE,
        resources: ['*'],
        conditions: { StringEquals: { 'kms:ViaService': secretsManagerIn(region) } },
      }),
    ],
  });
}

/** Why a further statement would break what the policy of a secret's key guarantees; empty where it would not. */
export function problemsOfKeyStatement(statement: PolicyStatement): string[] {
  if (statement.effect === Effect.DENY || isThroughSecretsManager(statement)) {
    return [];
  }
  const patterns = statement.notActions.length > 0 ? ['*'] : statement.actions;
  const cryptographic = patterns.filter((pattern) => KEY_CRYPTOGRAPHY.some((action) => matches(pattern, action)));
  return cryptographic.map(
    (pattern) =>
      `a statement of a SecretKey's policy that allows '${pattern}' must have the condition kms:ViaService = ` +
      `'secretsmanager.<region>.amazonaws.com', got none: add it, or use a kms.Key for what is not a secret`,
  );
}

function isThroughSecretsManager(statement: PolicyStatement): boolean {
  const { StringEquals = {}, StringLike = {} } = statement.conditions;
  const services = [StringEquals['kms:ViaService'] ?? [], StringLike['kms:ViaService'] ?? []].flat();
  return services.length > 0 && services.every((service) => String(service).startsWith('secretsmanager.'));
}

function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}
