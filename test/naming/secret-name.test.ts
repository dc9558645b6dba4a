import { Aws, Token } from 'aws-cdk-lib';
import { SecretName } from '../../src/naming/secret-name';

const PLACE = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const token = Token.asString({ Ref: 'Parameter' });

function named(levels: { [level: string]: string }): SecretName {
  return SecretName.of({ environment: 'prod', service: 'payments', purpose: 'db', ...levels });
}

test('is a path of its levels, whatever their order in the code', () => {
  const name = SecretName.of({ purpose: 'db', service: 'payments', environment: 'prod' });

  expect(name.path).toBe('prod/payments/db');
  expect(`${name}`).toBe('prod/payments/db');
  expect(Object.entries(name.levels)).toEqual([
    ['environment', 'prod'],
    ['service', 'payments'],
    ['purpose', 'db'],
  ]);
  expect([name.environment, name.service, name.purpose, name.level('service')]).toEqual([
    'prod',
    'payments',
    'db',
    'payments',
  ]);
});

test('cannot be changed from outside', () => {
  const levels = { environment: 'prod', service: 'payments', purpose: 'db' };
  const name = SecretName.of(levels);
  levels.purpose = 'changed';
  name.levels.purpose = 'changed';

  expect(name.purpose).toBe('db');
});

test('knows only its own levels', () => {
  expect(() => named({}).level('toString')).toThrow(
    new Error(
      "[SecretName prod/payments/db] 'name' must be one of 'environment', 'service', 'purpose', got 'toString': use one of these",
    ),
  );
});

test.each([
  [PLACE, 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/payments/db-??????'],
  [
    { partition: Aws.PARTITION, region: Aws.REGION, account: Aws.ACCOUNT_ID },
    `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:prod/payments/db-??????`,
  ],
])('has the ARN pattern of a place: %#', (place, pattern) => {
  expect(named({}).arnPattern(place)).toBe(pattern);
});

test.each([
  'db',
  'D',
  '1',
  'a_b+c=d.e@f-g',
  'db-',
  '-',
  '--',
  'db-abcde',
  'db-abcdefg',
  'dbabcdef',
  'db-abc_ef',
  'db-abcdef-',
])('takes the purpose %p', (purpose) => {
  expect(named({ purpose }).path).toBe(`prod/payments/${purpose}`);
});

test('takes a name of 256 characters', () => {
  expect(named({ purpose: 'x'.repeat(256 - 'prod/payments/'.length) }).path).toHaveLength(256);
});

test('takes what looks like the suffix of an ARN before the last level', () => {
  expect(named({ service: 'my-portal' }).path).toBe('prod/my-portal/db');
});

test.each([
  ['a space', 'my db', 'must have only the letters a-z and A-Z, digits and _+=.@-', "for example 'my-db'"],
  ['a wildcard', 'db*', 'must have only the letters', "for example 'db'"],
  ['a one-character wildcard', 'db?', 'must have only the letters', "for example 'db'"],
  ['a letter outside ASCII', 'dä', 'must have only the letters', "for example 'd'"],
  ['a line break at the end', 'db\n', 'must have only the letters', "for example 'db'"],
  ['a slash', 'db/main', 'must not contain a slash', "for example 'db-main'"],
  ['a slash at the end', 'db/', 'must not contain a slash', "for example 'db'"],
  ['nothing', '', 'must have a value, got none', 'add it'],
  ['a token', token, 'must have a value that is known at synth time', 'write it out'],
  ['a token inside', `db-${token}`, 'must have a value that is known at synth time', 'write it out'],
  ['what looks like the suffix of an ARN', 'db-master', 'must not end in a hyphen', "for example 'db-master-value'"],
  ['a suffix in upper case', 'DB-A1B2C3', 'must not end in a hyphen', "for example 'DB-A1B2C3-value'"],
  ['nothing but a suffix', '-abcdef', 'must not end in a hyphen', "for example 'abcdef'"],
])('refuses %s and says what to change', (_, purpose, must, advice) => {
  const make = () => named({ purpose });
  expect(make).toThrow(`[SecretName.of] 'name.purpose' ${must}`);
  expect(make).toThrow(advice);
  expect(make).not.toThrow('Token[');
});

test('explains the ending that Secrets Manager misreads', () => {
  expect(() => named({ purpose: 'stripe-secret' })).toThrow(
    new Error(
      "[SecretName.of] 'name.purpose' must not end in a hyphen and six letters or digits, got 'stripe-secret': " +
        'Secrets Manager takes them for the random suffix of an ARN and finds the wrong secret or none, ' +
        "put a word behind them or drop the hyphen, for example 'stripe-secret-value'",
    ),
  );
});

test('proposes nothing that is too long', () => {
  const purpose = `${'x'.repeat(256 - 'prod/payments/-master'.length)}-master`;
  expect(() => named({ purpose })).toThrow(/drop the hyphen, for example 'x+\.\.\.' \(241 characters\)$/);
});

test('refuses a name of 257 characters', () => {
  expect(() => named({ purpose: 'x'.repeat(257 - 'prod/payments/'.length) })).toThrow(
    new Error(
      `[SecretName.of] 'name' must have at most 256 characters, got 'prod/payments/${'x'.repeat(63)}...' (257 characters): shorten a level`,
    ),
  );
});

test('lists all problems of a name in one error', () => {
  expect(() => SecretName.of({ environment: 'prod env', team: 'a', purpose: 'db-master' })).toThrow(
    new Error(
      '[SecretName.of]\n' +
        "  - the levels must be environment/service/purpose, got 'team': leave it out or rename it\n" +
        "  - 'name.environment' must have only the letters a-z and A-Z, digits and _+=.@-, got 'prod env': replace the other characters, for example 'prod-env'\n" +
        "  - 'name.service' must have a value, got none: add it\n" +
        "  - 'name.purpose' must not end in a hyphen and six letters or digits, got 'db-master': " +
        'Secrets Manager takes them for the random suffix of an ARN and finds the wrong secret or none, ' +
        "put a word behind them or drop the hyphen, for example 'db-master-value'",
    ),
  );
});
