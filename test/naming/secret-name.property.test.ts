import fc from 'fast-check';
import { SecretName } from '../../src/naming/secret-name';
import { accepted, acceptedName, levelMap, levelValue } from './arbitraries';

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const PREFIX = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:';

const suffix = fc.string({ unit: fc.constantFrom(...'abcdefXYZ0129'), minLength: 6, maxLength: 6 });

/** What Secrets Manager takes, character by character and without the code under test. */
function isLegal(path: string): boolean {
  const legal = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+=.@-';
  return path.length >= 1 && path.length <= 256 && [...path].every((character) => legal.includes(character));
}

/** Whether Secrets Manager may take the last seven characters for the suffix of an ARN. */
function looksSuffixed(path: string): boolean {
  const end = path.slice(-7);
  return end.length === 7 && end[0] === '-' && /^[^\W_]{6}$/.test(end.slice(1));
}

/** StringLike of IAM: `*` is any text, `?` any one character, everything else itself. */
function isLike(pattern: string, text: string): boolean {
  if (pattern === '') {
    return text === '';
  }
  if (pattern[0] === '*') {
    return isLike(pattern.slice(1), text) || (text !== '' && isLike(pattern, text.slice(1)));
  }
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && isLike(pattern.slice(1), text.slice(1));
}

/** Names that an inexact pattern would confuse with the first one. */
const lookalikes = fc.tuple(acceptedName, fc.oneof(suffix, levelValue)).chain(([name, text]) => {
  const { environment, service, purpose } = name;
  const changed = [
    { environment, service, purpose: `${purpose}-${text}` },
    { environment, service, purpose: `${purpose}-${text}-${text}` },
    { environment, service, purpose: purpose + text },
    { environment, service, purpose: purpose.slice(0, -1) },
    { environment, service, purpose: purpose.slice(1) },
    { environment, service, purpose: text },
    { environment, service, purpose: purpose.toUpperCase() },
    { environment, service: service.toLowerCase(), purpose },
    { environment: `${environment}x`, service, purpose },
    { environment: service, service: environment, purpose },
  ];
  const others = changed.map((levels) => accepted(() => SecretName.of(levels))).filter((other) => other !== undefined);
  return fc.tuple(fc.constant(name), fc.constantFrom(name, ...others));
});

test('what it accepts is a legal name that cannot be taken for an ARN, and what it refuses is not', () => {
  fc.assert(
    fc.property(levelMap, (levels) => {
      const name = accepted(() => SecretName.of(levels));
      const values = [levels.environment, levels.service, levels.purpose];
      const path = values.join('/');
      const isGood = isLegal(path) && !looksSuffixed(path) && values.every((value) => !value.includes('/'));

      expect(name?.path).toBe(isGood ? path : undefined);
    }),
    { numRuns: 300 },
  );
});

test('accepts nothing illegal among arbitrary text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ maxLength: 300 }),
    fc.string({ unit: fc.constantFrom('a', '-', '1') }),
  );
  fc.assert(
    fc.property(text, text, text, (environment, service, purpose) => {
      const path = accepted(() => SecretName.of({ environment, service, purpose }))?.path;
      const isGood = path === undefined || (isLegal(path) && !looksSuffixed(path) && path.split('/').length === 3);

      expect(isGood).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('the order of the levels in the code does not matter', () => {
  fc.assert(
    fc.property(
      acceptedName,
      fc.shuffledSubarray(['environment', 'service', 'purpose'], { minLength: 3 }),
      (name, order) => {
        const levels = Object.fromEntries(order.map((level) => [level, name.level(level)]));

        expect(SecretName.of(levels).path).toBe(name.path);
      },
    ),
  );
});

test('the ARN pattern matches the secret whatever its suffix, and no other secret', () => {
  fc.assert(
    fc.property(lookalikes, suffix, ([name, other], end) => {
      const isMatch = isLike(name.arnPattern(PLACE), `${PREFIX}${other.path}-${end}`);

      expect(isMatch).toBe(other.path === name.path);
    }),
    { numRuns: 300 },
  );
});

test('no ARN without suffix is the whole ARN of another secret', () => {
  fc.assert(
    fc.property(lookalikes, ([name, other]) => {
      expect(isLike(name.arnPattern(PLACE), `${PREFIX}${other.path}`) && looksSuffixed(other.path)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('what an error proposes is accepted', () => {
  const ends = fc.constantFrom('-abcdef', '--abcdef', '-A-bcdefg', ' x', '/', '/a/b-abcdef');
  fc.assert(
    fc.property(levelMap, ends, (levels, end) => {
      const error = errorOf(() => SecretName.of({ ...levels, purpose: levels.purpose + end }));
      const proposals = [...error.matchAll(/'name\.(\w+)' .* for example '(.*)'$/gm)];
      fc.pre(proposals.length > 0);

      for (const [, level, value] of proposals) {
        const name = SecretName.of({ environment: 'prod', service: 'payments', purpose: 'db', [level]: value });
        expect(name.level(level)).toBe(value);
      }
    }),
  );
});

function errorOf(make: () => unknown): string {
  try {
    make();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
