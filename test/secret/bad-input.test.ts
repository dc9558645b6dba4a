import { App, Aws, Duration, SecretValue } from 'aws-cdk-lib';
import {
  AllowedValues,
  type GovernedSecretProps,
  NamingConvention,
  SecretContent,
  SecretKey,
  SecretName,
  SecretNamespace,
} from '../../src';
import { ENV, newSecret, newStack } from '../support/stacks';

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`Tag${index}`, 'x']));
const name = (purpose: string) => SecretName.of({ environment: 'prod', service: 'payments', purpose });

const CASES: [string, Partial<GovernedSecretProps>, string][] = [
  [
    'a description over 2,048 characters',
    { description: 'x'.repeat(2049) },
    "'description' must have at most 2048 characters, got 2049: shorten it",
  ],
  ['a name that is not of the convention', { name: name('Db') }, "'name.purpose' must"],
  ['an owner that is empty', { owner: '' }, "'owner' must not be empty: name a team or a mailing list"],
  ['more than 50 tags', { tags: many(48) }, '50'],
  ['a tag that AWS reserves', { tags: { 'AWS:x': 'y' } }, "'AWS:x'"],
  [
    'a password too short for one character of each type',
    { content: SecretContent.generatedPassword({ passwordLength: 3 }) },
    "'content.passwordLength' must be at least 4 for one each of lower case letters, upper case letters, digits, " +
      'punctuation, got 3: make it longer or set requireEachIncludedType to false',
  ],
  [
    'a password with the space too short for one character of each type',
    { content: SecretContent.generatedPassword({ passwordLength: 4, includeSpace: true }) },
    "'content.passwordLength' must be at least 5",
  ],
  [
    'a password that is too long',
    { content: SecretContent.generatedPassword({ passwordLength: 4097 }) },
    "'content.passwordLength' must be a whole number from 1 to 4096, got 4097",
  ],
  [
    'a token of no length',
    { content: SecretContent.hexToken(0) },
    "'content.passwordLength' must be a whole number from 1 to 4096, got 0",
  ],
  [
    'a length that is no whole number',
    { content: SecretContent.hexToken(1.5) },
    "'content.passwordLength' must be a whole number from 1 to 4096, got 1.5",
  ],
  [
    'all types of characters left out',
    {
      content: SecretContent.generatedPassword({
        excludeLowercase: true,
        excludeUppercase: true,
        excludeNumbers: true,
        excludePunctuation: true,
      }),
    },
    "'content' excludes every character, so there is nothing to make a password of: leave at least one type in",
  ],
  [
    'all characters excluded one by one',
    {
      content: SecretContent.generatedPassword({
        excludeLowercase: true,
        excludeUppercase: true,
        excludePunctuation: true,
        excludeCharacters: '0123456789',
      }),
    },
    "'content' excludes every character, so there is nothing to make a password of: leave at least one type in",
  ],
  [
    'a type that is required and has no character left',
    { content: SecretContent.generatedPassword({ excludeCharacters: '0123456789' }) },
    "'content.excludeCharacters' excludes all of digits while one of each type is required: " +
      'exclude the type itself or set requireEachIncludedType to false',
  ],
  [
    'too many excluded characters',
    { content: SecretContent.generatedPassword({ excludeCharacters: '!'.repeat(4097) }) },
    "'content.excludeCharacters' must have at most 4096 characters, got 4097: exclude a whole type instead",
  ],
  [
    'JSON over 65,536 bytes',
    {
      content: SecretContent.generatedJsonField({ generatedField: 'key', visibleFields: { note: 'ü'.repeat(32_768) } }),
    },
    "'content' must have at most 65536 bytes, got 65588",
  ],
  [
    'plain text over 65,536 bytes',
    { content: SecretContent.unsafePlainText('x'.repeat(65_537)) },
    "'content' must have at most 65536 bytes, got 65537",
  ],
  [
    'a literal where a value of another resource belongs',
    { content: SecretContent.fromSecretValue(SecretValue.unsafePlainText('hunter2')) },
    "'content.value' is plain text",
  ],
  [
    'a literal among the values of other resources',
    { content: SecretContent.fromSecretValues({ pin: SecretValue.unsafePlainText('1234') }) },
    "'content.pin' is plain text",
  ],
  [
    'a password among the fields in plain view',
    { content: SecretContent.credentials('app', { visibleFields: { adminPassword: 'hunter2' } }) },
    "'content.visibleFields.adminPassword' is plain text",
  ],
  [
    'a generated field that is given as well',
    { content: SecretContent.generatedJsonField({ generatedField: 'host', visibleFields: { host: 'x' } }) },
    "'content.visibleFields' has 'host', which is the field to generate: leave it out",
  ],
  [
    'a generated field without a name',
    { content: SecretContent.generatedJsonField({ generatedField: '' }) },
    "'content.generatedField' must not be empty: name the field",
  ],
];

test.each(CASES)('%s: one error with the path and the prop', (_, props, message) => {
  const thrown = () => newSecret(newStack(), props);
  expect(thrown).toThrow('[Stack/Secret]');
  expect(thrown).toThrow(message);
});

test('no error repeats a value that may be secret', () => {
  const content = SecretContent.fromSecretValues({ pin: SecretValue.unsafePlainText('hunter2') });
  expect(() => newSecret(newStack(), { content })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
  );
});

test('all problems of a secret stand in one error', () => {
  const bad = () =>
    newSecret(newStack(), { name: name('Db'), description: 'x'.repeat(2049), content: SecretContent.hexToken(0) });
  expect(bad).toThrow(/name\.purpose[\s\S]*description[\s\S]*passwordLength/);
});

describe('two secrets with one name', () => {
  test('in one stack', () => {
    const stack = newStack();
    newSecret(stack);
    expect(() => newSecret(stack, {}, 'Again')).toThrow(
      "[Stack/Again] the secret name 'prod/payments/db' is also that of 'Stack/Secret' in the same account and Region: " +
        'give one another name',
    );
  });

  test('in two stacks of one account and Region', () => {
    const app = new App();
    newSecret(newStack({ env: ENV }, 'One', app));
    expect(() => newSecret(newStack({ env: ENV }, 'Two', app))).toThrow("also that of 'One/Secret'");
  });

  test('that differ only in case', () => {
    const app = new App();
    NamingConvention.DEFAULT.withLevel('purpose', AllowedValues.any()).applyTo(app);
    const stack = newStack({ env: ENV }, 'Stack', app);
    newSecret(stack);
    expect(() => newSecret(stack, { name: name('DB') }, 'Again')).toThrow(
      "differs only in case from 'prod/payments/db'",
    );
  });

  test('that differ only in case, wherever in the app', () => {
    const app = new App();
    NamingConvention.DEFAULT.withLevel('purpose', AllowedValues.any()).applyTo(app);
    newSecret(newStack({ env: ENV }, 'One', app));
    const elsewhere = newStack({ env: { ...ENV, region: 'eu-central-1' } }, 'Two', app);
    expect(() => newSecret(elsewhere, { name: name('DB') })).toThrow("differs only in case from 'prod/payments/db'");
  });

  test.each([
    ['Region', { ...ENV, region: 'eu-central-1' }],
    ['account', { ...ENV, account: '444455556666' }],
  ])('are fine in another %s', (_, env) => {
    const app = new App();
    newSecret(newStack({ env: ENV }, 'One', app));
    expect(() => newSecret(newStack({ env }, 'Two', app))).not.toThrow();
  });
});

describe('a namespace', () => {
  const build = (props: object) => () =>
    new SecretNamespace(newStack(), 'Payments', { environment: 'prod', service: 'payments', owner: 'team', ...props });

  test.each([
    ['a level that is not of the convention', { service: 'Payments' }, 'service'],
    ['a level that the convention does not have', { furtherLevels: { org: 'acme' } }, 'org'],
    ['an empty owner', { owner: '' }, "'owner' must not be empty"],
    ['a tag that AWS reserves', { tags: { 'aws:x': 'y' } }, "'aws:x'"],
  ])('%s', (_, props, message) => {
    expect(build(props)).toThrow('[Stack/Payments]');
    expect(build(props)).toThrow(message);
  });

  test.each<[string, string, string]>([
    ['characters that Secrets Manager refuses', 'db!', "'db!'"],
    ['an upper case letter', 'Db', "'Db'"],
    ['a slash within the level', 'db/main', "'db/main'"],
    ['an empty level', '', "'name.purpose'"],
    ['a name that is too long', 'd'.repeat(300), '256'],
    ['an ending that looks like the suffix of an ARN', 'db-master', "'db-master'"],
    ['a name that is known at deployment only', Aws.REGION, 'known at synth time'],
  ])('%s: one error with the path of the secret and the prop', (_, purpose, message) => {
    const namespace = build({})();
    const add = () => namespace.addSecret('Database', { purpose });
    expect(add).toThrow(/^\[Stack\/Payments\/Database\]/);
    expect(add).toThrow("'name");
    expect(add).toThrow(message);
  });

  test('a secret that would outlive its key', () => {
    const namespace = build({ deletionProtection: false })();
    expect(() => namespace.addSecret('Database', { purpose: 'db', deletionProtection: true })).toThrow(
      "[Stack/Payments/Database] 'deletionProtection' of the secret would leave it without its key",
    );
  });

  test('a purpose that is not of the convention carries the path of the secret', () => {
    const namespace = build({})();
    expect(() => namespace.addSecret('Database', { purpose: 'DB' })).toThrow('[Stack/Payments/Database]');
  });
});

test('a key rotation period that KMS refuses', () => {
  expect(() => new SecretKey(newStack(), 'Key', { rotationPeriod: Duration.days(30) })).toThrow('rotationPeriod');
});
