import { Token } from 'aws-cdk-lib';

/**
 * How Secrets Manager generates a password.
 *
 * Changing any of these on a deployed secret makes CloudFormation generate a new value.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 */
export interface GeneratedPasswordOptions {
  /**
   * Number of characters, 1 to 4,096.
   *
   * Changing it generates a new value.
   *
   * @default 32
   */
  readonly passwordLength?: number;

  /**
   * Characters that the password must not have.
   *
   * Changing it generates a new value.
   *
   * @default - none for a password; for credentials those that connection strings, shells or database engines take
   * amiss: all punctuation but `_`, `-`, `.`, `,`, `^` and `=`
   */
  readonly excludeCharacters?: string;

  /**
   * Whether to leave out lower case letters.
   *
   * Changing it generates a new value.
   *
   * @default false
   */
  readonly excludeLowercase?: boolean;

  /**
   * Whether to leave out upper case letters.
   *
   * Changing it generates a new value.
   *
   * @default false
   */
  readonly excludeUppercase?: boolean;

  /**
   * Whether to leave out digits.
   *
   * Changing it generates a new value.
   *
   * @default false
   */
  readonly excludeNumbers?: boolean;

  /**
   * Whether to leave out punctuation.
   *
   * Changing it generates a new value.
   *
   * @default false
   */
  readonly excludePunctuation?: boolean;

  /**
   * Whether the space is one of the characters.
   *
   * Changing it generates a new value.
   *
   * @default false
   */
  readonly includeSpace?: boolean;

  /**
   * Whether there is at least one character of each type that is not left out.
   *
   * Changing it generates a new value.
   *
   * @default true
   */
  readonly requireEachIncludedType?: boolean;
}

export const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
export const UPPERCASE = LOWERCASE.toUpperCase();
export const NUMBERS = '0123456789';
export const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** What database engines, connection strings and shells take amiss in a password. */
export const UNSAFE_IN_CREDENTIALS = ' %+~`#$&*()|[]{}:;<>?!\'/@"\\';

/** Why Secrets Manager would refuse to generate such a password; empty where it would not. */
export function problemsOfPassword(options: GeneratedPasswordOptions): string[] {
  const length = options.passwordLength ?? 32;
  const excluded = options.excludeCharacters ?? '';
  if (Token.isUnresolved(length) || Token.isUnresolved(excluded)) {
    return [];
  }
  const types = Object.entries(includedTypes(options)).map(([type, characters]) => ({
    type,
    isEmpty: [...characters].every((character) => excluded.includes(character)),
  }));
  const needed = types.length;
  const emptied = types.filter(({ isEmpty }) => isEmpty).map(({ type }) => type);
  const requiresEach = options.requireEachIncludedType ?? true;

  const problems: [boolean, string][] = [
    [
      !Number.isInteger(length) || length < 1 || length > 4096,
      `'content.passwordLength' must be a whole number from 1 to 4096, got ${length}`,
    ],
    [
      excluded.length > 4096,
      `'content.excludeCharacters' must have at most 4096 characters, got ${excluded.length}: exclude a whole type instead`,
    ],
    [
      emptied.length === needed,
      "'content' excludes every character, so there is nothing to make a password of: leave at least one type in",
    ],
    [
      requiresEach && emptied.length > 0 && emptied.length < needed,
      `'content.excludeCharacters' excludes all of ${emptied.join(' and ')} while one of each type is required: ` +
        'exclude the type itself or set requireEachIncludedType to false',
    ],
    [
      requiresEach && length >= 1 && length < needed,
      `'content.passwordLength' must be at least ${needed} for one each of ${types.map(({ type }) => type).join(', ')}, ` +
        `got ${length}: make it longer or set requireEachIncludedType to false`,
    ],
  ];
  return problems.filter(([isProblem]) => isProblem).map(([, message]) => message);
}

function includedTypes(options: GeneratedPasswordOptions): Record<string, string> {
  return {
    ...(options.excludeLowercase ? {} : { 'lower case letters': LOWERCASE }),
    ...(options.excludeUppercase ? {} : { 'upper case letters': UPPERCASE }),
    ...(options.excludeNumbers ? {} : { digits: NUMBERS }),
    ...(options.excludePunctuation ? {} : { punctuation: PUNCTUATION }),
    ...(options.includeSpace ? { space: ' ' } : {}),
  };
}
