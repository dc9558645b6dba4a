import { Token } from 'aws-cdk-lib';
import { quote } from '../private/problems';
import { AllowedValues } from './allowed-values';
import { joinLevels, type Level, type LevelValues, splitPath, valueAt } from './levels';
import { problemsOfValue } from './value-problems';

/** The API takes 512 in CreateSecret, but returns names of up to 256. */
const MAX_LENGTH = 256;

const NEEDED_AT_SYNTH = 'got one that is known only at deployment: write it out, because policies are made from it';

type LabelOf = (level: string) => string;

/** Why these levels make no name. */
export function problemsOfName(levels: Level[], values: LevelValues, labelOf: LabelOf = nameProp): string[] {
  return problemsOfLevels(levels, values, labelOf, levels.length - 1);
}

/** Why these levels make no name up to the slash before its last level. */
export function problemsOfPrefix(levels: Level[], values: LevelValues): string[] {
  return problemsOfLevels(levels, values, (level) => `'${level}'`);
}

/** Why a path is no name of these levels. */
export function problemsOfPath(levels: Level[], path: string): string[] {
  if (Token.isUnresolved(path)) {
    return [`'name' must be known at synth time, ${NEEDED_AT_SYNTH}`];
  }
  const names = levels.map(({ name }) => name);
  const bare = path.replace(/^\/|\/$/g, '');
  const count = bare.split('/').length;
  const problems =
    bare === path ? [] : [`'name' must not start or end with a slash, got ${quote(path)}: leave the slash out`];
  if (count === levels.length) {
    return [...problems, ...problemsOfName(levels, splitPath(names, bare))];
  }
  return [
    ...problems,
    `'name' must have the ${levels.length} levels ${names.join('/')}, got ${count} in ${quote(path)}: ` +
      'add or join levels, or allow others with NamingConvention.ofLevels',
    ...problemsOfOtherPath(bare, count),
  ];
}

function problemsOfOtherPath(path: string, count: number): string[] {
  const levels = Array.from({ length: count }, (_, index) => ({ name: `${index + 1}`, values: AllowedValues.any() }));
  const values = splitPath(
    levels.map(({ name }) => name),
    path,
  );
  return problemsOfName(levels, values, (level) => `level ${level} of 'name'`);
}

function problemsOfLevels(levels: Level[], values: LevelValues, labelOf: LabelOf, last?: number): string[] {
  const names = levels.map(({ name }) => name);
  const path = joinLevels(names, values);
  const unknown = Object.keys(values).filter((key) => !names.includes(key));
  return [
    ...unknown.map((key) => `the levels must be ${names.join('/')}, got ${quote(key)}: leave it out or rename it`),
    ...levels.flatMap((level, index) => {
      const [label, value] = [labelOf(level.name), valueAt(values, level.name)];
      if (!value) {
        return [`${label} must have a value, got none: add it`];
      }
      const room = MAX_LENGTH - path.length + value.length;
      return Token.isUnresolved(value)
        ? [`${label} must have a value that is known at synth time, ${NEEDED_AT_SYNTH}`]
        : problemsOfValue(level, value, { label, isLast: index === last, room });
    }),
    ...problemsOfLength(path),
  ];
}

function problemsOfLength(path: string): string[] {
  return path.length > MAX_LENGTH
    ? [`'name' must have at most ${MAX_LENGTH} characters, got ${quote(path)}: shorten a level`]
    : [];
}

function nameProp(level: string): string {
  return `'name.${level}'`;
}
