import { Token } from 'aws-cdk-lib';
import { checkTags } from '../../src/naming/tags';

const token = Token.asString({ Ref: 'Parameter' });

function tags(count: number): { [key: string]: string } {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'value']));
}

test.each([
  ['none', {}],
  ['50 of them', tags(50)],
  ['a key of 1 character', { k: 'v' }],
  ['a key of 127 characters', { ['k'.repeat(127)]: 'v' }],
  ['an empty value', { key: '' }],
  ['a value of 255 characters', { key: 'v'.repeat(255) }],
  ['every special character', { 'a_b.c/d=e+f-g@h:i j': '_ . / = + - @ :' }],
  ['letters of other languages', { Größe: '数量 ٣' }],
  ['a key with aws inside', { 'my-aws:key': 'aws:value', awsome: 'x' }],
  ['values that are known only at deployment', { key: token, other: `a*${token}` }],
  ['keys that are known only at deployment', { [token]: 'v' }],
])('accepts %s', (_, good) => {
  expect(checkTags(good)).toEqual([]);
});

const only = 'must have only letters, digits, spaces and _ . : / = + - @';

test.each([
  ['51 of them', tags(51), ["'tags' must have at most 50 tags, got 51: leave some out"]],
  ['an empty key', { '': 'v' }, ["a key of 'tags' must have at least 1 character, got '': name it"]],
  [
    'a key of 128 characters',
    { ['k'.repeat(128)]: 'v' },
    [`a key of 'tags' must have at most 127 characters, got '${'k'.repeat(77)}...' (128 characters): shorten it`],
  ],
  [
    'a value of 256 characters',
    { key: 'v'.repeat(256) },
    [`'tags.key' must have at most 255 characters, got '${'v'.repeat(77)}...' (256 characters): shorten it`],
  ],
  ...['aws:x', 'AWS:x', 'Aws:x'].map((key): [string, { [key: string]: string }, string[]] => [
    `the key ${key}`,
    { [key]: 'v' },
    [`a key of 'tags' must not start with 'aws:' in any case, got '${key}': AWS reserves it, choose another`],
  ]),
  ['a key with a comma', { 'a,b': 'v' }, [`a key of 'tags' ${only}, got 'a,b': replace the other characters`]],
  ['a value with a wildcard', { key: 'a*' }, [`'tags.key' ${only}, got 'a*': replace the other characters`]],
  ['a value with a line break', { key: 'a\n' }, [`'tags.key' ${only}, got 'a\n': replace the other characters`]],
  ['a value with a quote under a key that is a token', { [token]: '"' }, [expect.stringContaining(`${only}, got '"'`)]],
  [
    'several faults',
    { 'aws:,': '*' },
    [
      expect.stringContaining("must not start with 'aws:'"),
      expect.stringContaining(`a key of 'tags' ${only}`),
      expect.stringContaining(`'tags.aws:,' ${only}`),
    ],
  ],
])('refuses %s', (_, bad, problems) => {
  expect(checkTags(bad as { [key: string]: string })).toEqual(problems);
});
