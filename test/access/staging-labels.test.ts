import { AccountPrincipal, type IGrantable, OrganizationPrincipal } from 'aws-cdk-lib/aws-iam';
import type { GovernedSecret } from '../../src';
import {
  identityStatements,
  type Json,
  newRole,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  secretStatements,
} from '../support/stacks';

const AWSPENDING = { StringEquals: { 'secretsmanager:VersionStage': ['AWSPENDING'] } };

const GRANTS: [string, (secret: GovernedSecret, grantee: IGrantable) => unknown, Json][] = [
  [
    'readPrevious',
    (secret, grantee) => secret.grants.readPrevious(grantee),
    { StringEquals: { 'secretsmanager:VersionStage': ['AWSPREVIOUS'] } },
  ],
  ['readStage', (secret, grantee) => secret.grants.readStage(grantee, 'AWSPENDING'), AWSPENDING],
  ['grantRead of the L2', (secret, grantee) => secret.grantRead(grantee, ['AWSPENDING']), AWSPENDING],
  [
    'readStage with two labels',
    (secret, grantee) => secret.grants.readStage(grantee, 'AWSPENDING', 'blue'),
    { StringEquals: { 'secretsmanager:VersionStage': ['AWSPENDING', 'blue'] } },
  ],
  [
    'readStage of the current version, which a request need not name',
    (secret, grantee) => secret.grants.readStage(grantee, 'AWSCURRENT', 'AWSPREVIOUS'),
    {
      StringEqualsIfExists: { 'secretsmanager:VersionStage': ['AWSCURRENT', 'AWSPREVIOUS'] },
      Null: { 'secretsmanager:VersionId': 'true' },
    },
  ],
];

test.each(GRANTS)('%s: the condition is on GetSecretValue alone', (_, grant, condition) => {
  const stack = newStack();
  grant(newSecret(stack), newRole(stack));
  const statements = identityStatements(stack);
  expect(statements.slice(0, 2)).toEqual([
    { Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: expect.anything() },
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: expect.anything(), Condition: condition },
  ]);
  expect(statements.slice(2).map(({ Action, Condition }) => [Action, Object.keys(Condition)])).toEqual([
    ['kms:Decrypt', ['StringEquals', 'StringLike']],
  ]);
});

test.each(GRANTS)('%s: another account has the same condition in the policy of the secret', (_, grant, condition) => {
  const stack = newStack();
  grant(newSecret(stack), new AccountPrincipal(OTHER_ACCOUNT));
  expect(secretStatements(stack).map(({ Action, Condition }) => [Action, Condition])).toEqual([
    ['secretsmanager:DescribeSecret', undefined],
    ['secretsmanager:GetSecretValue', condition],
  ]);
});

test('the condition of an organization stands beside that of the stage', () => {
  const stack = newStack();
  newSecret(stack).grants.readStage(new OrganizationPrincipal('o-a1b2c3d4e5'), 'AWSPENDING');
  const organization = { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };
  expect(secretStatements(stack).map(({ Condition }) => Condition)).toEqual([
    { StringEquals: organization },
    { StringEquals: { ...organization, ...AWSPENDING.StringEquals } },
  ]);
});

test('readers of different stages have different statements', () => {
  const stack = newStack();
  const secret = newSecret(stack);
  const role = newRole(stack);
  secret.grants.readPrevious(role);
  secret.grants.readStage(role, 'AWSPENDING');
  const stages = identityStatements(stack).flatMap(
    ({ Condition }) => Condition?.StringEquals['secretsmanager:VersionStage'] ?? [],
  );
  expect(stages).toEqual(['AWSPREVIOUS', 'AWSPENDING']);
});

const NONE = "[Stack/Secret] 'stages' must name a staging label, got none: AWSCURRENT is the usual one";
const mustHave = (got: string) => `a staging label must have 1 to 256 characters, got ${got}`;
const LONG = 'x'.repeat(257);

test.each([
  ['none', [], NONE],
  ['an empty one', [''], `[Stack/Secret] ${mustHave("''")}`],
  ['one of 257 characters', [LONG], `[Stack/Secret] ${mustHave(`'${'x'.repeat(77)}...' (257 characters)`)}`],
  ['two bad ones', ['AWSCURRENT', '', LONG], `[Stack/Secret]\n  - ${mustHave("''")}\n  - ${mustHave("'xxx")}`],
])('staging labels that AWS would refuse are refused: %s', (_, stages, message) => {
  const stack = newStack();
  const secret = newSecret(stack);
  expect(() => secret.grants.readStage(newRole(stack), ...stages)).toThrow(message);
  expect(() => secret.grantRead(newRole(stack, {}, 'Other'), stages)).toThrow(message);
  expect(identityStatements(stack)).toEqual([]);
});

test('a staging label of 256 characters is taken', () => {
  const stack = newStack();
  expect(() => newSecret(stack).grants.readStage(newRole(stack), 'x'.repeat(256))).not.toThrow();
});
