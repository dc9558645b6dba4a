import type { Conditions } from './perms';

/** The ARN of the secret in the encryption context of every call that Secrets Manager makes on its key. */
export const SECRET_ARN = 'kms:EncryptionContext:SecretARN';

/**
 * The value of `kms:ViaService` when Secrets Manager of a Region uses a key.
 *
 * The suffix is `.amazonaws.com` in every partition, also in China: never build it with `Aws.URL_SUFFIX`.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function secretsManagerIn(region: string): string {
  return `secretsmanager.${region}.amazonaws.com`;
}

/**
 * Use of a key by Secrets Manager of a Region for a secret.
 *
 * A name has no wildcard, so StringLike on a full ARN is as exact as StringEquals, and it takes a pattern as well.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function throughSecretsManager(region: string, secretArn: string): Conditions {
  return {
    StringEquals: { 'kms:ViaService': secretsManagerIn(region) },
    StringLike: { [SECRET_ARN]: secretArn },
  };
}
