import { CfnParameter, SecretValue } from 'aws-cdk-lib';
import { AccessKey, User } from 'aws-cdk-lib/aws-iam';
import { SecretContent } from '../../src';
import { newSecret, newStack, onlyResource } from '../support/stacks';

function properties(content: SecretContent) {
  const stack = newStack();
  newSecret(stack, { content });
  return onlyResource(stack, 'AWS::SecretsManager::Secret').Properties;
}

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const ALL = `abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789${PUNCTUATION}`;

/** The characters that Secrets Manager would draw from. */
function alphabet({ GenerateSecretString: options }: ReturnType<typeof properties>): string {
  const excluded: [boolean | undefined, RegExp][] = [
    [options.ExcludeLowercase, /[a-z]/],
    [options.ExcludeUppercase, /[A-Z]/],
    [options.ExcludeNumbers, /[0-9]/],
    [options.ExcludePunctuation, /[^A-Za-z0-9]/],
  ];
  return [...ALL]
    .filter((character) => !(options.ExcludeCharacters ?? '').includes(character))
    .filter((character) => !excluded.some(([isExcluded, type]) => isExcluded && type.test(character)))
    .join('');
}

test.each([
  ['hexToken', SecretContent.hexToken(), 'abcdef0123456789', 64],
  ['urlSafeToken', SecretContent.urlSafeToken(), `${ALL.slice(0, 62)}-_`, 43],
  ['base64Token', SecretContent.base64Token(), `${ALL.slice(0, 62)}+/`, 44],
  ['alphanumericToken', SecretContent.alphanumericToken(20), ALL.slice(0, 62), 20],
  ['numericToken', SecretContent.numericToken(6), '0123456789', 6],
])('%s draws from its alphabet, and every character is as likely at every place', (_, content, expected, length) => {
  const rendered = properties(content);
  expect(alphabet(rendered)).toBe(expected);
  expect(rendered.GenerateSecretString).toMatchObject({ PasswordLength: length, RequireEachIncludedType: false });
});

test('a generated password takes every option of the service', () => {
  const content = SecretContent.generatedPassword({
    passwordLength: 24,
    excludeCharacters: 'abc',
    excludeLowercase: false,
    excludeUppercase: true,
    excludeNumbers: true,
    excludePunctuation: true,
    includeSpace: true,
    requireEachIncludedType: false,
  });
  expect(properties(content).GenerateSecretString).toEqual({
    PasswordLength: 24,
    ExcludeCharacters: 'abc',
    ExcludeLowercase: false,
    ExcludeUppercase: true,
    ExcludeNumbers: true,
    ExcludePunctuation: true,
    IncludeSpace: true,
    RequireEachIncludedType: false,
  });
});

test('credentials are the JSON that databases expect, without what they take amiss in a password', () => {
  const { GenerateSecretString } = properties(SecretContent.credentials('app', { visibleFields: { dbname: 'shop' } }));
  expect(JSON.parse(GenerateSecretString.SecretStringTemplate)).toEqual({ username: 'app', dbname: 'shop' });
  expect(GenerateSecretString.GenerateStringKey).toBe('password');
  expect([...' /@"\'\\'].every((character) => GenerateSecretString.ExcludeCharacters.includes(character))).toBe(true);
});

test('the excluded characters of credentials can be changed', () => {
  const { GenerateSecretString } = properties(SecretContent.credentials('app', { excludeCharacters: '/@' }));
  expect(GenerateSecretString.ExcludeCharacters).toBe('/@');
});

test('one field of a JSON object is generated beside those in plain view', () => {
  const content = SecretContent.generatedJsonField({
    generatedField: 'apiKey',
    visibleFields: { host: 'bank.example' },
  });
  expect(properties(content).GenerateSecretString).toMatchObject({
    SecretStringTemplate: '{"host":"bank.example"}',
    GenerateStringKey: 'apiKey',
  });
});

test('values of other resources are put in at deployment', () => {
  const stack = newStack();
  const accessKey = new AccessKey(stack, 'AccessKey', { user: new User(stack, 'User') });
  newSecret(stack, {
    content: SecretContent.fromSecretValues({
      id: SecretValue.resourceAttribute(accessKey.accessKeyId),
      key: accessKey.secretAccessKey,
    }),
  });
  expect(onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.SecretString).toEqual({
    'Fn::Join': [
      '',
      [
        '{"id":"',
        { Ref: expect.stringMatching(/^AccessKey/) },
        '","key":"',
        { 'Fn::GetAtt': [expect.stringMatching(/^AccessKey/), 'SecretAccessKey'] },
        '"}',
      ],
    ],
  });
});

test('a NoEcho parameter is a value as well', () => {
  const stack = newStack();
  const parameter = new CfnParameter(stack, 'Parameter', { noEcho: true });
  newSecret(stack, { content: SecretContent.fromSecretValue(SecretValue.cfnParameter(parameter)) });
  expect(onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.SecretString).toEqual({ Ref: 'Parameter' });
});
