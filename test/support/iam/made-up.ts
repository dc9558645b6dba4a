import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits that depend on the seed alone: the random part of a physical name. */
export function madeUpSuffix(seed: string, length: number): string {
  const digest = createHash('sha256').update(seed).digest();
  return Array.from({ length }, (_, index) => ALPHABET[digest[index] % ALPHABET.length]).join('');
}

/** A UUID that depends on the seed alone. */
export function madeUpUuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of a multi-Region key, the same in each of its Regions. */
export function madeUpMultiRegionKeyId(seed: string): string {
  return `mrk-${createHash('sha256').update(seed).digest('hex').slice(0, 32)}`;
}
