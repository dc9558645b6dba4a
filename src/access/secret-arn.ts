import { ArnFormat, Lazy, Stack, Token } from 'aws-cdk-lib';
import { CfnSecret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** What Secrets Manager puts behind a name: a hyphen and six characters that nobody knows before the creation. */
const SUFFIX = '-??????';

/**
 * The full ARN where the consumer can refer to it, otherwise the pattern of the name and any six random characters.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export function arnForPolicies(secret: ISecret): string {
  const { secretFullArn } = secret;
  if (secretFullArn !== undefined && !isOwned(secret)) {
    return secretFullArn;
  }
  const pattern = arnPatternOf(secret) ?? `${secret.secretArn}${SUFFIX}`;
  return Lazy.uncachedString({
    produce: ({ scope }) => (isOf(secret, Stack.of(scope)) ? (secretFullArn ?? pattern) : pattern),
  });
}

/** The ARN of a secret by its name, without a reference to the secret; undefined where the name is not known. */
export function arnPatternOf(secret: ISecret): string | undefined {
  const { secretFullArn, secretArn } = secret;
  if (!isOwned(secret) && (secretFullArn !== undefined || secretArn.startsWith('arn:'))) {
    return secretFullArn ?? `${secretArn}${SUFFIX}`;
  }
  const name = nameOf(secret);
  return name === undefined ? undefined : arnOf(Stack.of(secret), `${name}${SUFFIX}`);
}

/** The ARN of what has a name or a pattern of names, in the account and Region of a stack. */
export function arnOf(stack: Stack, resourceName: string): string {
  return stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * Whether an AWS service made the secret and manages it, as RDS does with the password of a master user.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/service-linked-secrets.html
 */
export function isOwnedByService(secret: ISecret): boolean {
  return nameOf(secret)?.includes('!') ?? false;
}

function nameOf(secret: ISecret): string | undefined {
  const name = isOwned(secret) ? Stack.of(secret).resolve(resourceOf(secret)?.name) : secret.secretName;
  return typeof name === 'string' && !Token.isUnresolved(name) ? name : undefined;
}

/** Whether the secret is made in this app: another environment knows its name, and not its ARN. */
function isOwned(secret: ISecret): boolean {
  return resourceOf(secret) !== undefined;
}

function resourceOf(secret: ISecret): CfnSecret | undefined {
  const resource = secret.node.defaultChild;
  return resource instanceof CfnSecret ? resource : undefined;
}

function isOf({ env }: ISecret, { account, region }: Stack): boolean {
  return env.account === account && env.region === region;
}
