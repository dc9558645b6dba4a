import { App, CfnWaitConditionHandle, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  CompositePrincipal,
  FederatedPrincipal,
  Group,
  type IGrantable,
  Role,
  ServicePrincipal,
  SessionTagsPrincipal,
  User,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SecretKey } from '../../src';
import {
  ENV,
  identityStatements,
  inPartition,
  type Json,
  keyStatements,
  newRole,
  newSecret,
  newStack,
  onlyResource,
  resources,
  secretStatements,
} from '../support/stacks';

const ROLE_ARN = `arn:aws:iam::${ENV.account}:role/app`;

const exactRead = (secretArn: Json, keyArn: Json, alias: Json = {}): Json[] => [
  {
    Effect: 'Allow',
    Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    Resource: secretArn,
  },
  {
    Effect: 'Allow',
    Action: 'kms:Decrypt',
    Resource: keyArn,
    Condition: {
      StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
      StringLike: { 'kms:EncryptionContext:SecretARN': secretArn },
      ...alias,
    },
  },
];

const HERE = exactRead(
  { Ref: expect.stringMatching(/^Secret[0-9A-F]{8}$/) },
  { 'Fn::GetAtt': [expect.stringMatching(/^SecretKey/), 'Arn'] },
);

const ref = (id: string): Json[] => [{ Ref: expect.stringMatching(`^${id}`) }];

const WITHIN: [string, (stack: Stack) => IGrantable, Json][] = [
  ['a role', (stack) => newRole(stack), { Roles: ref('Role') }],
  ['a user', (stack) => new User(stack, 'User'), { Users: ref('User') }],
  ['a group', (stack) => new Group(stack, 'Group'), { Groups: ref('Group') }],
  ['an imported role', (stack) => Role.fromRoleArn(stack, 'Imported', ROLE_ARN), { Roles: ['app'] }],
  ['a role that is imported by its name', (stack) => Role.fromRoleName(stack, 'Imported', 'app'), { Roles: ['app'] }],
  ['an imported user', (stack) => User.fromUserName(stack, 'Imported', 'app'), { Users: ['app'] }],
  [
    'an imported group',
    (stack) => Group.fromGroupArn(stack, 'Imported', `arn:aws:iam::${ENV.account}:group/app`),
    { Groups: ['app'] },
  ],
  [
    'a function',
    (stack) =>
      new LambdaFunction(stack, 'Function', {
        runtime: Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = async () => {};'),
      }),
    { Roles: ref('FunctionServiceRole') },
  ],
  [
    'a role for a web identity',
    (stack) => newRole(stack, { assumedBy: new WebIdentityPrincipal('accounts.google.com') }),
    { Roles: ref('Role') },
  ],
  [
    'a role for a service account of EKS (IRSA)',
    (stack) => {
      const provider = `arn:aws:iam::${ENV.account}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABCD`;
      const assumedBy = new FederatedPrincipal(provider, {}, 'sts:AssumeRoleWithWebIdentity');
      return newRole(stack, { assumedBy });
    },
    { Roles: ref('Role') },
  ],
  [
    'a role for a Pod Identity of EKS',
    (stack) => newRole(stack, { assumedBy: new SessionTagsPrincipal(new ServicePrincipal('pods.eks.amazonaws.com')) }),
    { Roles: ref('Role') },
  ],
];

describe.each(WITHIN)('%s of the account', (_, make, attachedTo) => {
  const stack = newStack();
  newSecret(stack).grants.read(make(stack));

  test('gets exactly what reading takes into its own policy', () => {
    expect(identityStatements(stack)).toEqual(HERE);
    expect(onlyResource(stack, 'AWS::IAM::Policy').Properties).toMatchObject(attachedTo);
  });

  test('stands in no policy of the secret or its key, and nothing is warned of', () => {
    expect([...secretStatements(stack), ...keyStatements(stack)]).toEqual([]);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('all roles of a composite principal get their own policy', () => {
  const stack = newStack();
  newSecret(stack).grants.read(new CompositePrincipal(newRole(stack), newRole(stack, {}, 'Other')));
  const policies = Object.values(resources(stack, 'AWS::IAM::Policy')).map(({ Properties }) => Properties);
  expect(policies.map(({ Roles }) => Roles)).toEqual([ref('Role'), ref('Other')]);
  expect(policies.map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([HERE, HERE]);
});

describe('a role of the account in another Region of the app', () => {
  const PATTERN = inPartition(':secretsmanager:eu-west-1:111122223333:secret:prod/payments/db-??????');
  const farRead = (grant: (secrets: Stack, role: Role) => unknown) => {
    const app = new App();
    const secrets = newStack({ env: ENV }, 'Secrets', app);
    const far = newStack({ env: { ...ENV, region: 'us-east-1' } }, 'Far', app);
    grant(secrets, newRole(far));
    expect([...secretStatements(secrets), ...keyStatements(secrets)]).toEqual([]);
    return identityStatements(far);
  };
  const ANY_KEY = inPartition(':kms:eu-west-1:111122223333:key/*');

  test('names the secret by the pattern of its name and the key by its alias', () => {
    const alias = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/secrets/prod/payments/db' } };
    expect(farRead((secrets, role) => newSecret(secrets).grants.read(role))).toEqual(
      exactRead(PATTERN, ANY_KEY, alias),
    );
  });

  test('is bounded by the secret alone where the key has no alias', () => {
    expect(
      farRead((secrets, role) =>
        newSecret(secrets, { encryptionKey: new SecretKey(secrets, 'Key') }).grants.read(role),
      ),
    ).toEqual(exactRead(PATTERN, ANY_KEY));
  });
});

test('whoever waits for a grant waits for the policy of the grantee', () => {
  const stack = newStack();
  const waiting = new CfnWaitConditionHandle(stack, 'Waiting');
  newSecret(stack).grants.read(newRole(stack)).applyBefore(waiting);
  expect(onlyResource(stack, waiting.cfnResourceType).DependsOn).toEqual([expect.stringMatching(/^RoleDefaultPolicy/)]);
});
