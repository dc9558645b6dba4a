import { Token } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { SecretGrants } from '../access/secret-grants';
import { pathOf, quote, throwIfAny } from '../private/problems';
import { attachmentPlace, GovernedAttachment } from './governed-attachment';
import type { IGovernedSecret } from './governed-secret-interface';

/**
 * What is known of a secret that was made elsewhere: its name or its full ARN, and its key.
 */
export interface GovernedSecretAttributes {
  /**
   * The name, for a secret in the account and Region of the stack.
   *
   * @default - `secretArn` is given
   */
  readonly secretName?: string;

  /**
   * The full ARN, with the six characters that Secrets Manager puts at its end.
   *
   * @default - `secretName` is given
   */
  readonly secretArn?: string;

  /**
   * The ARN of the customer managed key that encrypts the secret: without it the grants do not let anybody decrypt.
   *
   * @default - the AWS managed key `aws/secretsmanager`, which needs no permission
   */
  readonly encryptionKeyArn?: string;

  /**
   * Whether an AWS service made the secret and manages it, as RDS does with the password of a master user. Such a
   * secret can be read, and only its service can change it.
   *
   * @default - whether there is a `!` in the name, where the name is known at synth time
   */
  readonly isOwnedByService?: boolean;
}

/** A secret made elsewhere, with the same grants as one made here. */
export function importSecret(scope: Construct, id: string, attributes: GovernedSecretAttributes): IGovernedSecret {
  const { secretName, secretArn, encryptionKeyArn } = attributes;
  throwIfAny(pathOf(scope, id), problemsOf(attributes));
  const imported =
    secretArn === undefined
      ? Secret.fromSecretNameV2(scope, id, secretName ?? '')
      : Secret.fromSecretCompleteArn(scope, id, secretArn);
  const encryptionKey = encryptionKeyArn && Key.fromKeyArn(imported as ISecret & Construct, 'Key', encryptionKeyArn);
  const withKey = Object.assign(imported, encryptionKey ? { encryptionKey } : {});
  const grants = SecretGrants._of(withKey, attributes.isOwnedByService);
  return Object.assign(withKey, {
    grants,
    grantRead: (...[grantee, stages]: Parameters<ISecret['grantRead']>) =>
      stages === undefined ? grants.read(grantee) : grants.readStage(grantee, ...stages),
    grantWrite: (...[grantee]: Parameters<ISecret['grantWrite']>) => grants.write(grantee),
    attach: (...[target]: Parameters<ISecret['attach']>) =>
      new GovernedAttachment(...attachmentPlace(scope, target, id), {
        secret: Object.assign(withKey, { grants }),
        target,
      }),
  });
}

const FULL_ARN = /^arn:[^:]+:secretsmanager:[^:]+:\d{12}:secret:.+-[A-Za-z0-9]{6}$/;
const KEY_ARN = /^arn:[^:]+:kms:[^:]+:\d{12}:key\/.+$/;

function problemsOf({ secretName, secretArn, encryptionKeyArn }: GovernedSecretAttributes): string[] {
  const got = [secretName, secretArn]
    .filter((value) => value !== undefined && value !== '')
    .map((one) => quote(`${one}`));
  return [
    ...(got.length === 1
      ? []
      : [`one of 'secretName' and 'secretArn' must be given, got ${got.join(' and ') || 'none'}: keep one`]),
    ...(secretName?.startsWith('arn:')
      ? [`'secretName' must be a name, got the ARN ${quote(secretName)}: use secretArn`]
      : []),
    ...(/[*?]/.test(`${secretName ?? ''}${secretArn ?? ''}`)
      ? [`the name of a secret must have no wildcard, got ${got.join(' and ')}: import one secret at a time`]
      : []),
    ...(isOfForm(secretArn, FULL_ARN)
      ? []
      : [`'secretArn' must be a full ARN with its last six characters, got ${quote(`${secretArn}`)}: use secretName`]),
    ...(isOfForm(encryptionKeyArn, KEY_ARN)
      ? []
      : [
          `'encryptionKeyArn' must be the ARN of a key, since IAM policies take no alias or id, got ` +
            `${quote(`${encryptionKeyArn}`)}: look it up with aws kms describe-key`,
        ]),
  ];
}

function isOfForm(value: string | undefined, form: RegExp): boolean {
  return value === undefined || Token.isUnresolved(value) || form.test(value);
}
