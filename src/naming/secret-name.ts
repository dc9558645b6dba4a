import { quote, throwIfAny } from '../private/problems';
import { AllowedValues } from './allowed-values';
import { DEFAULT_LEVELS, joinLevels } from './levels';
import { problemsOfName } from './name-problems';

/**
 * Where a secret is.
 */
export interface SecretArnPatternProps {
  /** Partition of the secret's Region. */
  readonly partition: string;

  /** Region of the secret. */
  readonly region: string;

  /** Account of the secret. */
  readonly account: string;
}

/**
 * The name of a secret: a path of levels that is known at synth time.
 *
 * Policies, grants, tags and alarms are made from it. So it refuses every name that Secrets Manager would refuse or
 * look up wrongly; whether the name follows the `NamingConvention` of the app is checked where the secret is made.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 *
 * @example
 * SecretName.of({ environment: 'prod', service: 'payments', purpose: 'db' }).path; // 'prod/payments/db'
 */
export class SecretName {
  /**
   * A name of the levels `environment`, `service` and `purpose`.
   *
   * For other levels use `NamingConvention.name`.
   */
  public static of(levels: { [level: string]: string }): SecretName {
    const rules = DEFAULT_LEVELS.map((name) => ({ name, values: AllowedValues.any() }));
    throwIfAny('SecretName.of', problemsOfName(rules, levels));
    return SecretName._inOrder(DEFAULT_LEVELS, levels);
  }

  /**
   * A name of levels that have been checked.
   *
   * @internal
   */
  public static _inOrder(order: string[], levels: { [level: string]: string }): SecretName {
    return new SecretName(
      joinLevels(order, levels),
      order.map((level) => [level, levels[level]]),
    );
  }

  private constructor(
    /** The whole name, such as `prod/payments/db`. */
    public readonly path: string,
    private readonly entries: [string, string][],
  ) {}

  /**
   * The value of each level, in the order of the path.
   */
  public get levels(): { [level: string]: string } {
    return Object.fromEntries(this.entries);
  }

  /**
   * The stage that the secret belongs to, such as `prod`.
   */
  public get environment(): string {
    return this.level('environment');
  }

  /**
   * The workload that the secret belongs to.
   */
  public get service(): string {
    return this.level('service');
  }

  /**
   * What the secret is for: the last level.
   */
  public get purpose(): string {
    return this.level('purpose');
  }

  /**
   * The value of one level.
   */
  public level(name: string): string {
    const { levels } = this;
    const known = Object.keys(levels).map(quote).join(', ');
    throwIfAny(
      `SecretName ${this.path}`,
      Object.hasOwn(levels, name) ? [] : [`'name' must be one of ${known}, got ${quote(name)}: use one of these`],
    );
    return levels[name];
  }

  /**
   * The ARN of the secret with `??????` for the random suffix that Secrets Manager adds.
   *
   * As the resource of a policy it matches this secret, also when it is made anew, and no other.
   *
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
   */
  public arnPattern(props: SecretArnPatternProps): string {
    return `arn:${props.partition}:secretsmanager:${props.region}:${props.account}:secret:${this.path}-??????`;
  }

  /**
   * The whole name.
   */
  public toString(): string {
    return this.path;
  }
}
