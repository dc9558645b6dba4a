import type { AllowedValues } from './allowed-values';

/** A level of a name: what it is called and which values it takes. */
export interface Level {
  readonly name: string;
  readonly values: AllowedValues;
}

/** The values of a name by level, in any order. */
export type LevelValues = { [level: string]: string | undefined };

export const DEFAULT_LEVELS = ['environment', 'service', 'purpose'];

/** The value of a level, never what an object inherits under that name. */
export function valueAt(values: LevelValues, level: string): string | undefined {
  return Object.hasOwn(values, level) ? values[level] : undefined;
}

/** The path of these levels, in their own order. */
export function joinLevels(levels: string[], values: LevelValues): string {
  return levels.map((level) => valueAt(values, level) ?? '').join('/');
}

/** The values of a path that has as many levels. */
export function splitPath(levels: string[], path: string): { [level: string]: string } {
  const values = path.split('/');
  return Object.fromEntries(levels.map((level, index) => [level, values[index]]));
}
