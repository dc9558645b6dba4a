/**
 * The value of `kms:ViaService` when Secrets Manager of a Region uses a key.
 *
 * The suffix is `.amazonaws.com` in every partition, also in China: never build it with `Aws.URL_SUFFIX`.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function secretsManagerIn(region: string): string {
  return `secretsmanager.${region}.amazonaws.com`;
}
