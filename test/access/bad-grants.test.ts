import { Aws, type Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  AccountRootPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  CanonicalUserPrincipal,
  CompositePrincipal,
  FederatedPrincipal,
  Group,
  type IGrantable,
  OrganizationPrincipal,
  PrincipalWithConditions,
  StarPrincipal,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretGrants } from '../../src';
import {
  ENV,
  newNamespace,
  newRole,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  resources,
  secretStatements,
} from '../support/stacks';

const anybodyWith = (operator: string, key: string, value: unknown) =>
  new AnyPrincipal().withConditions({ [operator]: { [key]: value } });

const EVERYBODY =
  "a grant to everybody ('*') must be bounded by accounts or organizations: use an iam.AccountPrincipal, an " +
  "iam.OrganizationPrincipal, or .withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-...' } })";
const OWN_ACCOUNT =
  'a grant to the own account allows nobody anything, since IAM policies decide there: grant its roles, users or groups';
const UNDER_CONDITION =
  'a condition on a principal of the own account would not stand in its own policy: grant the principal itself';
const anAccount = (got: string) => `an account must be 12 digits, such as '111122223333', got '${got}': correct it`;
const anOrganization = (got: string) => `an organization must be like 'o-a1b2c3d4e5', got '${got}': correct it`;
const aPath = (got: string) =>
  `an organization path must be like 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*', got '${got}': correct it`;
const unsuitable = (type: string) => `a ${type} principal cannot be granted a secret: grant the role that it assumes`;

const REFUSED: [string, IGrantable, string][] = [
  ['everybody', new AnyPrincipal(), EVERYBODY],
  ['everybody, as a star', new StarPrincipal(), EVERYBODY],
  ['everybody, as an ARN', new ArnPrincipal('*'), EVERYBODY],
  ['everybody from an address', anybodyWith('IpAddress', 'aws:SourceIp', '10.0.0.0/8'), EVERYBODY],
  ['everybody from a VPC', anybodyWith('StringEquals', 'aws:SourceVpc', 'vpc-1'), EVERYBODY],
  [
    'everybody, and those without an organization',
    anybodyWith('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'),
    EVERYBODY,
  ],
  ['everybody but an organization', anybodyWith('StringNotEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'), EVERYBODY],
  [
    'everybody whose paths are none',
    anybodyWith('ForAllValues:StringLike', 'aws:PrincipalOrgPaths', 'o-a1b2c3d4e5/*'),
    EVERYBODY,
  ],
  ['any organization', anybodyWith('StringLike', 'aws:PrincipalOrgID', 'o-*'), anOrganization('o-*')],
  ['any account', anybodyWith('StringLike', 'aws:PrincipalAccount', '*'), anAccount('*')],
  ['any path', anybodyWith('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', ['*']), aPath('*')],
  [
    'an account and any account',
    anybodyWith('StringLike', 'aws:PrincipalAccount', [OTHER_ACCOUNT, '*']),
    anAccount('*'),
  ],
  [
    'an account of 11 digits',
    anybodyWith('StringEquals', 'aws:PrincipalAccount', '44445555666'),
    anAccount('44445555666'),
  ],
  ['an account without digits', anybodyWith('StringEquals', 'aws:PrincipalAccount', ''), anAccount('')],
  ['no account of an empty list', anybodyWith('StringEquals', 'aws:PrincipalAccount', []), EVERYBODY],
  ['an organization of a wrong form', anybodyWith('StringEquals', 'aws:PrincipalOrgID', 'O-1'), anOrganization('O-1')],
  [
    'a path without an organization',
    anybodyWith('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'r-ab12/ou-ab12-11111111/*'),
    aPath('r-ab12/ou-ab12-11111111/*'),
  ],
  ['an account of 3 digits', new AccountPrincipal('123'), anAccount('123')],
  [
    'a role of an account of 11 digits',
    new ArnPrincipal('arn:aws:iam::44445555666:role/app'),
    anAccount('44445555666'),
  ],
  ['a role of no account', new ArnPrincipal('arn:aws:iam:::role/app'), anAccount('')],
  ['an ARN that is none', new ArnPrincipal(OTHER_ACCOUNT), OTHER_ACCOUNT],
  ['a pattern of roles', new ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/app-*`), 'role/app-*'],
  ['a SAML provider', new FederatedPrincipal(`arn:aws:iam::${ENV.account}:saml-provider/x`), unsuitable('Federated')],
  ['a web identity', new WebIdentityPrincipal('accounts.google.com'), unsuitable('Federated')],
  ['a canonical user', new CanonicalUserPrincipal('79a59df900b949e5'), unsuitable('CanonicalUser')],
  [
    'a group of another account',
    { grantPrincipal: Group.fromGroupArn(newStack(), 'Group', `arn:aws:iam::${OTHER_ACCOUNT}:group/g`).grantPrincipal },
    `a group of another account cannot be granted a secret, got 'arn:aws:iam::${OTHER_ACCOUNT}:group/g': grant a role`,
  ],
  [
    'a role under a condition, which its own policy would not hold',
    new PrincipalWithConditions(newRole(newStack()), { StringEquals: { 'aws:PrincipalTag/Team': 'x' } }),
    UNDER_CONDITION,
  ],
  ['the own account', new AccountRootPrincipal(), OWN_ACCOUNT],
  ['the own account by its id', new AccountPrincipal(ENV.account), OWN_ACCOUNT],
  ['the own account by a reference', new AccountPrincipal(Aws.ACCOUNT_ID), OWN_ACCOUNT],
  ['the own account by its ARN', new ArnPrincipal(`arn:aws:iam::${ENV.account}:root`), OWN_ACCOUNT],
  [
    'the own account under a condition',
    new AccountPrincipal(ENV.account).withConditions({ StringEquals: { 'aws:PrincipalTag/Team': 'x' } }),
    OWN_ACCOUNT,
  ],
];

describe.each(REFUSED)('a grant to %s', (_, grantee, message) => {
  test('is refused where the path of the secret and the remedy are named', () => {
    const secret = newSecret(newStack());
    expect(() => secret.grants.read(grantee)).toThrow(/^\[Stack\/Secret\] /);
    expect(() => secret.grants.read(grantee)).toThrow(message);
  });

  test('is refused for a namespace', () => {
    const namespace = newNamespace(newStack());
    expect(() => namespace.grants.read(grantee)).toThrow(/^\[Stack\/Payments\] /);
  });
});

test('an organization of a wrong form is refused by the CDK itself', () => {
  expect(() => new OrganizationPrincipal('o-1')).toThrow('o-[a-z0-9]{10,32}');
});

test('one bad part of a composite principal keeps all parts from being granted', () => {
  const stack = newStack();
  const secret = newSecret(stack);
  const parts = new CompositePrincipal(
    newRole(stack),
    new AccountPrincipal(OTHER_ACCOUNT),
    new AccountPrincipal('123'),
    new AnyPrincipal(),
  );
  expect(() => secret.grants.read(parts)).toThrow(`[Stack/Secret]\n  - ${anAccount('123')}\n  - ${EVERYBODY}`);
  expect([...secretStatements(stack), ...Object.values(resources(stack, 'AWS::IAM::Policy'))]).toEqual([]);
});

describe('a secret of the L2 construct cannot be shared beyond the account', () => {
  const WITHOUT_KEY =
    'a secret under the AWS managed key cannot be shared beyond its account: give it an encryptionKey, or say the encryptionKeyArn of an imported one';
  const WITHOUT_NAME =
    'a secret is shared beyond its account by its name, which is not known at synth time: give it one';
  const key = (stack: Stack) => new Key(stack, 'Key');

  test.each<[string, (stack: Stack) => object, string]>([
    ['a key', () => ({ secretName: 'legacy' }), ` ${WITHOUT_KEY}`],
    ['a name', (stack) => ({ encryptionKey: key(stack) }), ` ${WITHOUT_NAME}`],
    [
      'a name that is known at synth time',
      (stack) => ({ secretName: `${Aws.STACK_NAME}-db`, encryptionKey: key(stack) }),
      ` ${WITHOUT_NAME}`,
    ],
    ['both', () => ({}), `\n  - ${WITHOUT_KEY}\n  - ${WITHOUT_NAME}`],
  ])('without %s', (_, props, message) => {
    const stack = newStack();
    const grants = SecretGrants.fromSecret(new Secret(stack, 'Secret', props(stack)));
    expect(() => grants.read(new AccountPrincipal(OTHER_ACCOUNT))).toThrow(`[Stack/Secret]${message}`);
  });

  test.each<[string, (grants: SecretGrants) => unknown]>([
    ['a role of the account reads it', (grants) => grants.read(newRole(newStack()))],
    ['another account rotates it', (grants) => grants.rotate(new AccountPrincipal(OTHER_ACCOUNT))],
  ])('but without a key and a name %s', (_, grant) => {
    expect(() => grant(SecretGrants.fromSecret(new Secret(newStack(), 'Secret')))).not.toThrow();
  });
});
