import { Token } from 'aws-cdk-lib';
import { AllowedValues } from '../../src/naming/allowed-values';

const token = Token.asString({ Ref: 'Parameter' });

test.each([
  ['any value', AllowedValues.any(), ['', 'prod', 'Ünïcode', token], []],
  ['a closed list', AllowedValues.oneOf('dev', 'prod'), ['dev', 'prod'], ['', 'de', 'prod1', 'Prod', token]],
  ['a pattern', AllowedValues.matching('[a-z]{2}', 'x'), ['ab'], ['', 'a', 'abc', '1ab', 'ab\n', 'AB', token]],
  ['alternatives', AllowedValues.matching('dev|prod', 'x'), ['dev', 'prod'], ['devil', 'xprod']],
  ['an anchored pattern', AllowedValues.matching('^a+$', 'x'), ['aa'], ['ab', 'ba']],
  ['Unicode classes', AllowedValues.matching('\\p{Lu}+', 'x'), ['Ä'], ['ä', 'p{Lu}']],
  ['what matches every text', AllowedValues.matching('[^]*', 'x'), ['', 'a\nb'], [token]],
])('%s allows what it says, as a whole', (_, values, allowed, refused) => {
  expect([...allowed, ...refused].filter((value) => values.allows(value))).toEqual(allowed);
});

test.each([
  [AllowedValues.any(), 'any value'],
  [AllowedValues.oneOf('dev', 'test', 'prod'), "one of 'dev', 'test', 'prod'"],
  [AllowedValues.matching('[a-z]+', 'lower case letters'), 'lower case letters'],
])('describes itself: %#', (values, description) => {
  expect(values.description).toBe(description);
});

test('refuses an empty list', () => {
  expect(() => AllowedValues.oneOf()).toThrow(
    new Error("[AllowedValues.oneOf] 'values' must have at least one value, got none: list what is allowed"),
  );
});

test.each(['[a-z', 'a)|(b', '\\', '*', '\\_'])('refuses %j, which is no regular expression', (pattern) => {
  expect(() => AllowedValues.matching(pattern, 'letters')).toThrow(
    `[AllowedValues.matching] 'pattern' must be the source of a regular expression, got '${pattern}': correct it (`,
  );
});

test.each(['', ' '])('names an empty pattern and an empty description %j in one error', (description) => {
  expect(() => AllowedValues.matching('', description)).toThrow(
    new Error(
      '[AllowedValues.matching]\n' +
        "  - 'pattern' must be the source of a regular expression, got '': write what is allowed, or use AllowedValues.any()\n" +
        `  - 'description' must say what is allowed, got '${description}': errors show it after "must be"`,
    ),
  );
});
