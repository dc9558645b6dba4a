import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { quote, throwIfAny } from '../private/problems';
import { ScopedSetting } from '../private/scoped-setting';
import type { AllowedValues } from './allowed-values';
import { checkTags } from './tags';

const SETTING = new ScopedSetting<TagPolicy>('TagPolicy');

/**
 * Which tags every secret must have, and which values these take.
 *
 * Cost reports and attribute-based access control (ABAC) rely on tags that are there and are spelled alike.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/managing-secrets_tagging.html
 *
 * @example
 * TagPolicy.requiring({
 *   CostCenter: AllowedValues.any(),
 *   DataClass: AllowedValues.oneOf('internal', 'confidential'),
 * }).applyTo(this);
 */
export class TagPolicy {
  /**
   * A policy that requires these tags.
   */
  public static requiring(tags: { [key: string]: AllowedValues }): TagPolicy {
    const keys = Object.keys(tags).map((key) => [key, '']);
    throwIfAny('TagPolicy.requiring', checkTags(Object.fromEntries(keys)));
    return new TagPolicy(Object.entries(tags));
  }

  /**
   * The policy of the construct: its own, that of its nearest parent that has one, or one that requires nothing.
   */
  public static of(scope: IConstruct): TagPolicy {
    return SETTING.find(scope) ?? TagPolicy.requiring({});
  }

  private constructor(private readonly required: [string, AllowedValues][]) {}

  /**
   * Makes it the policy of an app, a stage, a stack or any other construct and of everything below.
   *
   * It may be applied before or after the secrets are made: they are checked again when the app is synthesized.
   */
  public applyTo(scope: IConstruct): void {
    SETTING.set(scope, this);
  }

  /**
   * Why tags do not follow this policy; empty where they do.
   *
   * A value that is known only at deployment is allowed where any value is.
   */
  public check(tags: { [key: string]: string }): string[] {
    const given = new Map(Object.entries(tags));
    return this.required.flatMap(([key, values]) => {
      const value = given.get(key);
      return value === undefined ? [missing(key, [...given.keys()], values)] : problemsOfValue(key, value, values);
    });
  }
}

function missing(key: string, given: string[], values: AllowedValues): string {
  const alike = given.find((other) => other.toLowerCase() === key.toLowerCase());
  return alike === undefined
    ? `${quote(`tags.${key}`)} must be given, got none: add it with ${values.description}`
    : `${quote(`tags.${key}`)} must be given, got ${quote(alike)}: tag keys are case-sensitive, rename it`;
}

function problemsOfValue(key: string, value: string, values: AllowedValues): string[] {
  const got = Token.isUnresolved(value) ? 'a value that is known only at deployment' : quote(value);
  return values.allows(value) ? [] : [`${quote(`tags.${key}`)} must be ${values.description}, got ${got}: change it`];
}
