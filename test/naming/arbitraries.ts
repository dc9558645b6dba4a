import fc from 'fast-check';
import { SecretName } from '../../src/naming/secret-name';

const LEVEL_CHARACTERS = [...'abcxyzABCXYZ019-_+=.@'];

/** Mostly acceptable levels, often with something that looks like the suffix of an ARN. */
export const levelValue = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...LEVEL_CHARACTERS), minLength: 1, maxLength: 12 }),
    fc.constantFrom('', '', '-abcdef', '-A1b2C3', '-abcde', '-abcdefg', '-', '/x', ' ', '*', '?', '??????'),
  )
  .map(([text, end]) => text + end);

export const levelMap = fc.record({ environment: levelValue, service: levelValue, purpose: levelValue });

/** What a function returns, or undefined where it refuses. */
export function accepted<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

export const acceptedName = levelMap
  .map((levels) => accepted(() => SecretName.of(levels)))
  .filter((name): name is SecretName => name !== undefined);
