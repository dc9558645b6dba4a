const HASH = /[0-9a-f]{64}/g;

/** Hashes of assets change with every dependency: snapshots do not hold them. */
export const test = (value: unknown): boolean => typeof value === 'string' && value.search(HASH) >= 0;
export const serialize = (value: string): string => JSON.stringify(value.replace(HASH, '<hash>'));
