import { type Json, policySize } from '../../src/private/policy-size';

const QUOTES = '""'.length;
const sizeOf = (value: Json, known?: Map<string, number>) => policySize(value, known) - QUOTES;

test('a policy without references has the characters of its JSON, without white space', () => {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['a:B', 'a:C'], Resource: '*' }] };
  expect(policySize(policy)).toBe(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:B","a:C"],"Resource":"*"}]}'.length,
  );
});

test.each<[string, Json, number]>([
  ['the account', { Ref: 'AWS::AccountId' }, '111122223333'.length],
  ['the longest partition', { Ref: 'AWS::Partition' }, 'aws-us-gov'.length],
  ['the longest Region', { Ref: 'AWS::Region' }, 'ap-southeast-1'.length],
  ['a resource', { Ref: 'Secret' }, 100],
  ['an attribute', { 'Fn::GetAtt': ['Role', 'Arn'] }, 100],
  ['a value of another stack', { 'Fn::ImportValue': 'Secrets:Output' }, 100],
  ['an intrinsic function with arguments', { 'Fn::Select': [0, { 'Fn::Split': [':', { Ref: 'Secret' }] }] }, 100],
  ['text', 'text', 4],
  ['text that JSON escapes', '"', 2],
])('%s counts as what it becomes', (_, reference, length) => {
  expect(sizeOf(reference)).toBe(length);
});

test('a joined text counts its parts and the separators between them', () => {
  expect(sizeOf({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }]] })).toBe(
    'arn:aws-us-gov:iam::111122223333'.length,
  );
  expect(sizeOf({ 'Fn::Join': ['--', ['a', 'b', 'c']] })).toBe('a--b--c'.length);
});

test('a joined text within another is counted', () => {
  expect(sizeOf({ 'Fn::Join': ['/', ['a', { 'Fn::Join': [':', ['b', { Ref: 'AWS::AccountId' }]] }]] })).toBe(
    'a/b:111122223333'.length,
  );
});

describe('a length that is known better', () => {
  const reference = { Ref: 'Secret' };
  const known = new Map([[JSON.stringify(reference), 70]]);

  test('is taken, wherever the reference stands', () => {
    expect(sizeOf(reference, known)).toBe(70);
    expect(sizeOf({ 'Fn::Join': ['', ['x', reference]] }, known)).toBe(71);
    expect(policySize({ Resource: [reference] }, known)).toBe('{"Resource":[""]}'.length + 70);
  });

  test('says nothing of another reference', () => {
    expect(sizeOf({ Ref: 'Other' }, known)).toBe(100);
  });

  test('is taken before that of a pseudo parameter', () => {
    expect(sizeOf({ Ref: 'AWS::Region' }, new Map([[JSON.stringify({ Ref: 'AWS::Region' }), 9]]))).toBe(9);
  });
});

test('a key that only looks like a function is counted as it is', () => {
  expect(policySize({ Condition: { Bool: { 'aws:Fn': 'true' } } })).toBe(
    '{"Condition":{"Bool":{"aws:Fn":"true"}}}'.length,
  );
});
