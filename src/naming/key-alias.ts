import { createHash } from 'node:crypto';

const PREFIX = 'alias/secrets/';

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
const MAX_LENGTH = 256;

const HASH_LENGTH = 16;
const ENDS_LIKE_A_HASH = new RegExp(`-[0-9a-f]{${HASH_LENGTH}}$`);

/**
 * The alias of the key of a secret or a namespace: its path, as far as KMS takes it.
 *
 * A path that does not fit gets a hash behind it. So does one that ends as if it had got one, because two paths must
 * never have the same alias.
 */
export function keyAliasFor(path: string): string {
  const legal = path.replace(/[^A-Za-z0-9/_-]/g, '-');
  const alias = `${PREFIX}${legal}`;
  return legal === path && alias.length <= MAX_LENGTH && !ENDS_LIKE_A_HASH.test(path)
    ? alias
    : `${alias.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${hashOf(path)}`;
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, HASH_LENGTH);
}
