import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { keyAliasFor } from '../../src/naming/key-alias';
import { levelValue } from './arbitraries';

const path = fc.array(levelValue, { minLength: 1, maxLength: 40 }).map((levels) => levels.join('/').slice(0, 256));

test.each([
  ['of a secret', 'prod/payments/db'],
  ['of a namespace', 'prod/payments'],
  ['with every character that KMS takes', 'acme/prod/my_service/DB-1'],
  ['with an ending shorter than a hash', 'p/s/db-0123456789abcde'],
  ['as long as an alias can be', 'x'.repeat(242)],
])('is the path itself: %s', (_, legal) => {
  expect(keyAliasFor(legal)).toBe(`alias/secrets/${legal}`);
});

test.each([
  ['has characters that KMS refuses', 'prod/a.b+c=d@e/DB', 'alias/secrets/prod/a-b-c-d-e/DB-'],
  ['is one character too long', 'x'.repeat(243), `alias/secrets/${'x'.repeat(225)}-`],
  ['is as long as a name can be', 'x'.repeat(256), `alias/secrets/${'x'.repeat(225)}-`],
  ['ends as if it had a hash', 'p/s/db-0123456789abcdef', 'alias/secrets/p/s/db-0123456789abcdef-'],
])('ends in a hash of the path where that %s', (_, odd, start) => {
  expect(keyAliasFor(odd)).toBe(start + createHash('sha256').update(odd).digest('hex').slice(0, 16));
});

test('is one that KMS takes', () => {
  fc.assert(
    fc.property(path, (any) => {
      expect(keyAliasFor(any)).toMatch(/^alias\/secrets\/[a-zA-Z0-9/_-]{1,242}$/);
    }),
  );
});

test('differs between different paths', () => {
  const pair = path.chain((one) =>
    fc.tuple(
      fc.constant(one),
      fc.oneof(
        path,
        fc.constantFrom(
          one.replace(/[.+=@]/g, '-'),
          one.replace(/-/g, '.'),
          `${one}x`,
          one.slice(0, -1),
          one.toUpperCase(),
          keyAliasFor(one).slice('alias/secrets/'.length),
        ),
      ),
    ),
  );
  fc.assert(
    fc.property(pair, ([one, other]) => {
      expect(keyAliasFor(one) === keyAliasFor(other)).toBe(one === other);
    }),
    { numRuns: 500 },
  );
});
