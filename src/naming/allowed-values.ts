import { Token } from 'aws-cdk-lib';
import { quote, throwIfAny } from '../private/problems';

/**
 * The values that a level of a name or a tag may have.
 *
 * It carries its own description, so that an error can say what is allowed.
 *
 * @example
 * NamingConvention.DEFAULT
 *   .withLevel('environment', AllowedValues.oneOf('dev', 'test', 'prod'))
 *   .withLevel('service', AllowedValues.matching('[a-z]+-[a-z]+', "a domain and a service such as 'shop-cart'"))
 *   .applyTo(this);
 */
export class AllowedValues {
  /**
   * Every value, also one that is known only at deployment.
   *
   * What AWS refuses stays refused.
   */
  public static any(): AllowedValues {
    return new AllowedValues('any value', () => true);
  }

  /**
   * A closed list of values.
   */
  public static oneOf(...values: string[]): AllowedValues {
    throwIfAny(
      'AllowedValues.oneOf',
      values.length === 0 ? ["'values' must have at least one value, got none: list what is allowed"] : [],
    );
    return new AllowedValues(`one of ${values.map(quote).join(', ')}`, (value) => values.includes(value));
  }

  /**
   * Values that match a regular expression from their first to their last character.
   *
   * @param pattern the source of a JavaScript regular expression, read with the flag `u`; `^` and `$` are implied
   * @param description what matches, as an error says it after "must be"
   */
  public static matching(pattern: string, description: string): AllowedValues {
    throwIfAny('AllowedValues.matching', [...problemsOfPattern(pattern), ...problemsOfDescription(description)]);
    const whole = new RegExp(`^(?:${pattern})$`, 'u');
    return new AllowedValues(description, (value) => !Token.isUnresolved(value) && whole.test(value));
  }

  private constructor(
    /** What is allowed, as an error says it after "must be". */
    public readonly description: string,
    private readonly accepts: (value: string) => boolean,
  ) {}

  /**
   * Whether a value is allowed.
   */
  public allows(value: string): boolean {
    return this.accepts(value);
  }
}

/** Compiled on its own: `a)|(b` is no regular expression, but would be one inside the brackets that anchor it. */
function problemsOfPattern(pattern: string): string[] {
  const must = `'pattern' must be the source of a regular expression, got ${quote(pattern)}`;
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return [`${must}: correct it (${(error as Error).message})`];
  }
  return pattern === '' ? [`${must}: write what is allowed, or use AllowedValues.any()`] : [];
}

function problemsOfDescription(description: string): string[] {
  return description.trim() === ''
    ? [`'description' must say what is allowed, got ${quote(description)}: errors show it after "must be"`]
    : [];
}
