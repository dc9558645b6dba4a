import { quote } from '../private/problems';
import type { Level } from './levels';

/** What a value of a level has to satisfy. */
interface Rule {
  readonly must: string;
  readonly advice: string;
  allows(value: string): boolean;
}

const NO_SLASH: Rule = {
  must: 'must not contain a slash',
  advice: 'a slash divides levels, use a hyphen',
  allows: (value) => !value.includes('/'),
};

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const LEGAL_CHARACTERS: Rule = {
  must: 'must have only the letters a-z and A-Z, digits and _+=.@-',
  advice: 'replace the other characters',
  allows: (value) => /^[A-Za-z0-9/_+=.@-]*$/.test(value),
};

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen */
const NO_ARN_SUFFIX: Rule = {
  must: 'must not end in a hyphen and six letters or digits',
  advice:
    'Secrets Manager takes them for the random suffix of an ARN and finds the wrong secret or none, ' +
    'put a word behind them or drop the hyphen',
  allows: (value) => !/-[A-Za-z0-9]{6}$/.test(value),
};

/** Where in a name a value stands. */
export interface Position {
  /** What errors call it. */
  readonly label: string;
  readonly isLast: boolean;
  /** How long the value can be before the whole name is too long. */
  readonly room: number;
}

/** Why a level cannot have this value, each with an example of what it could have, where there is one. */
export function problemsOfValue(level: Level, value: string, position: Position): string[] {
  const rules = [NO_SLASH, LEGAL_CHARACTERS, ...(position.isLast ? [NO_ARN_SUFFIX] : []), conventionOf(level)];
  const example = similar(value).find(
    (candidate) =>
      candidate !== '' && candidate.length <= position.room && rules.every((rule) => rule.allows(candidate)),
  );
  const hint = example === undefined ? '' : `, for example ${quote(example)}`;
  return rules
    .filter((rule) => !rule.allows(value))
    .map((rule) => `${position.label} ${rule.must}, got ${quote(value)}: ${rule.advice}${hint}`);
}

function conventionOf(level: Level): Rule {
  return {
    must: `must be ${level.values.description}`,
    advice: `allow it with NamingConvention.withLevel(${quote(level.name)}, ...) or change it`,
    allows: (value) => level.values.allows(value),
  };
}

/** What a user may have meant, the likeliest first. */
function similar(value: string): string[] {
  const kebab = value
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
  return [kebab, `${value}-value`, `${kebab}-value`, ...[value, kebab].map((text) => text.replace(/-(\w*)$/, '$1'))];
}
