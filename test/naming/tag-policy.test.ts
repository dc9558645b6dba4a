import { App, Stack, Token } from 'aws-cdk-lib';
import { AllowedValues } from '../../src/naming/allowed-values';
import { TagPolicy } from '../../src/naming/tag-policy';

const POLICY = TagPolicy.requiring({
  CostCenter: AllowedValues.any(),
  DataClass: AllowedValues.oneOf('public', 'confidential'),
});
const token = Token.asString({ Ref: 'Parameter' });

test.each([
  ['what it requires', { CostCenter: '42', DataClass: 'public' }],
  ['further tags', { CostCenter: '42', DataClass: 'confidential', costcenter: 'x', Other: 'y' }],
  ['a value that is known only at deployment where any value is', { CostCenter: token, DataClass: 'public' }],
  ['an empty value where any value is', { CostCenter: '', DataClass: 'public' }],
])('accepts %s', (_, tags) => {
  expect(POLICY.check(tags)).toEqual([]);
});

test.each([
  [
    'a missing tag',
    { CostCenter: '42' },
    "'tags.DataClass' must be given, got none: add it with one of 'public', 'confidential'",
  ],
  [
    'a tag of another case',
    { costCenter: '42', DataClass: 'public' },
    "'tags.CostCenter' must be given, got 'costCenter': tag keys are case-sensitive, rename it",
  ],
  [
    'a value that is not allowed',
    { CostCenter: '42', DataClass: 'Public' },
    "'tags.DataClass' must be one of 'public', 'confidential', got 'Public': change it",
  ],
  [
    'a value that cannot be checked',
    { CostCenter: '42', DataClass: token },
    "'tags.DataClass' must be one of 'public', 'confidential', got a value that is known only at deployment: change it",
  ],
])('refuses %s', (_, tags, problem) => {
  expect(POLICY.check(tags as { [key: string]: string })).toEqual([problem]);
});

test('finds no tag in what every object inherits', () => {
  const policy = TagPolicy.requiring({ constructor: AllowedValues.any(), DataClass: AllowedValues.any() });

  expect(policy.check({})).toHaveLength(2);
});

test('refuses to require what AWS refuses', () => {
  expect(() => TagPolicy.requiring({ 'aws:CostCenter': AllowedValues.any() })).toThrow(
    new Error(
      "[TagPolicy.requiring] a key of 'tags' must not start with 'aws:' in any case, got 'aws:CostCenter': AWS reserves it, choose another",
    ),
  );
});

test('holds for the nearest scope that has one, and requires nothing elsewhere', () => {
  const app = new App();
  const [governed, free] = [new Stack(app, 'Governed'), new Stack(app, 'Free')];
  POLICY.applyTo(governed);

  expect(TagPolicy.of(governed)).toBe(POLICY);
  expect(TagPolicy.of(free).check({})).toEqual([]);
});
