import { quote } from '../private/problems';

/** Levels that tags are made from. */
const REQUIRED = ['environment', 'service'];

/** What the secrets of a namespace differ in. */
const LAST = 'purpose';

/** Why these are no levels of a convention. */
export function problemsOfLevelNames(levels: string[]): string[] {
  const missing = REQUIRED.filter((level) => !levels.includes(level));
  const malformed = levels.filter((level) => !/^[a-z][A-Za-z]*$/.test(level));
  const repeated = levels.filter((level, index) => levels.indexOf(level) < index);
  const got = levels.length === 0 ? 'none' : levels.map(quote).join(', ');
  return [
    ...missing.map((level) => `'levels' must contain '${level}', got ${got}: add it, a tag is made from it`),
    ...(levels.at(-1) === LAST ? [] : [`'levels' must end in '${LAST}', got ${got}: put it last`]),
    ...malformed.map((level) => `a level must be a lowerCamelCase word of letters, got ${quote(level)}: rename it`),
    ...[...new Set(repeated)].map((level) => `'levels' must have each level once, got ${quote(level)} again: drop one`),
  ];
}
