import type { IConstruct } from 'constructs';
import { quote, throwIfAny } from '../private/problems';
import { ScopedSetting } from '../private/scoped-setting';
import { AllowedValues } from './allowed-values';
import { problemsOfLevelNames } from './level-names';
import { DEFAULT_LEVELS, joinLevels, type Level, splitPath } from './levels';
import { problemsOfName, problemsOfPath, problemsOfPrefix } from './name-problems';
import { SecretName } from './secret-name';

const SETTING = new ScopedSetting<NamingConvention>('NamingConvention');

/**
 * Which levels the names of secrets have, and which values each level takes.
 *
 * A policy for `prod/payments/*` is only as good as the names are: a convention makes sure that every secret of an app
 * has its place. Each level takes lower case letters, digits and hyphens and starts with a letter, unless the
 * convention narrows or widens that.
 *
 * @example
 * NamingConvention.ofLevels(['org', 'environment', 'service', 'purpose'])
 *   .withLevel('environment', AllowedValues.oneOf('dev', 'test', 'prod'))
 *   .applyTo(this);
 */
export class NamingConvention {
  /** The levels `environment/service/purpose`. */
  public static readonly DEFAULT = NamingConvention.ofLevels(DEFAULT_LEVELS);

  /**
   * A convention of other levels.
   *
   * `environment` and `service` must be among them, because tags come from them, and `purpose` must be the last, because
   * it tells the secrets of a namespace apart.
   */
  public static ofLevels(levels: string[]): NamingConvention {
    throwIfAny('NamingConvention.ofLevels', problemsOfLevelNames(levels));
    const values = AllowedValues.matching(
      '[a-z][a-z0-9-]*',
      'lower case letters, digits and hyphens, starting with a letter',
    );
    return new NamingConvention(levels.map((name) => ({ name, values })));
  }

  /**
   * The convention of the construct: its own, that of its nearest parent that has one, or the default.
   */
  public static of(scope: IConstruct): NamingConvention {
    return SETTING.find(scope) ?? NamingConvention.DEFAULT;
  }

  private constructor(private readonly rules: Level[]) {}

  /**
   * A copy of the convention in which the level takes these values instead.
   */
  public withLevel(level: string, values: AllowedValues): NamingConvention {
    const known = this.levelNames.map(quote).join(', ');
    const advice = 'use one of these, or add the level with NamingConvention.ofLevels';
    throwIfAny(
      'NamingConvention.withLevel',
      this.levelNames.includes(level) ? [] : [`'level' must be one of ${known}, got ${quote(level)}: ${advice}`],
    );
    return new NamingConvention(this.rules.map((rule) => (rule.name === level ? { name: level, values } : rule)));
  }

  /**
   * Makes it the convention of an app, a stage, a stack or any other construct and of everything below.
   *
   * It may be applied before or after the secrets are made: they are checked again when the app is synthesized.
   */
  public applyTo(scope: IConstruct): void {
    SETTING.set(scope, this);
  }

  /**
   * A name of this convention.
   *
   * @param levels the value of every level, in any order
   */
  public name(levels: { [level: string]: string }): SecretName {
    throwIfAny('NamingConvention.name', problemsOfName(this.rules, levels));
    return SecretName._inOrder(this.levelNames, levels);
  }

  /**
   * The name of this convention that has this path.
   */
  public parse(path: string): SecretName {
    throwIfAny('NamingConvention.parse', this.checkPath(path));
    return SecretName._inOrder(this.levelNames, splitPath(this.levelNames, path));
  }

  /**
   * The path of a namespace, which is a name without its last level, such as `prod/payments`.
   *
   * @param levels the value of every level but the last, in any order
   */
  public prefix(levels: { [level: string]: string }): string {
    throwIfAny('NamingConvention.prefix', this.checkPrefix(levels));
    return joinLevels(this.levelNames.slice(0, -1), levels);
  }

  /**
   * Why a name does not follow this convention; empty where it does.
   *
   * The name may have been made with another convention.
   */
  public check(name: SecretName): string[] {
    const [expected, actual] = [this.levelNames.join('/'), Object.keys(name.levels).join('/')];
    return expected === actual
      ? problemsOfName(this.rules, name.levels)
      : [
          `'name' must have the levels ${expected}, got ${actual} in ${quote(name.path)}: ` +
            'make it with NamingConvention.of(this).name(...)',
        ];
  }

  /**
   * Why a path is no name of this convention; empty where it is one.
   */
  public checkPath(path: string): string[] {
    return problemsOfPath(this.rules, path);
  }

  /**
   * Why levels are no namespace of this convention; empty where they are one.
   *
   * @param levels the value of every level but the last, in any order
   */
  public checkPrefix(levels: { [level: string]: string }): string[] {
    return problemsOfPrefix(this.rules.slice(0, -1), levels);
  }

  private get levelNames(): string[] {
    return this.rules.map(({ name }) => name);
  }
}
