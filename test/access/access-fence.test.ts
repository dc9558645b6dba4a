import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { AccessFence } from '../../src';
import {
  type Json,
  newNamespace,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  onlyResource,
  secretStatements,
} from '../support/stacks';

const ENDPOINT = 'vpce-0a1b2c3d4e5f60718';
const ORGANIZATION = 'o-a1b2c3d4e5';
const ADMIN = 'arn:aws:iam::111122223333:role/admin';

const deny = (Sid: string, Action: Json, Condition: Json): Json => ({
  Sid,
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action,
  Resource: '*',
  Condition,
});

const onlyThrough = (endpoints: string[], exceptions: Json = {}) =>
  deny('OnlyThroughVpcEndpoints', 'secretsmanager:GetSecretValue', {
    StringNotEquals: { 'aws:SourceVpce': endpoints },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
    ...exceptions,
  });

const onlyFrom = (organizations: string[]) =>
  deny('OnlyFromOrganizations', ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], {
    StringNotEquals: { 'aws:PrincipalOrgID': organizations },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  });

const CASES: [string, AccessFence[], Json[]][] = [
  ['one endpoint', [AccessFence.vpcEndpoints([ENDPOINT])], [onlyThrough([ENDPOINT])]],
  [
    'two endpoints',
    [AccessFence.vpcEndpoints([ENDPOINT, 'vpce-12345678'])],
    [onlyThrough([ENDPOINT, 'vpce-12345678'])],
  ],
  [
    'an endpoint, except for a role',
    [AccessFence.vpcEndpoints([ENDPOINT], { exceptPrincipalArns: [ADMIN] })],
    [onlyThrough([ENDPOINT], { ArnNotLike: { 'aws:PrincipalArn': [ADMIN] } })],
  ],
  [
    'an endpoint with an empty list of exceptions',
    [AccessFence.vpcEndpoints([ENDPOINT], { exceptPrincipalArns: [] })],
    [onlyThrough([ENDPOINT])],
  ],
  ['organizations', [AccessFence.organizations([ORGANIZATION])], [onlyFrom([ORGANIZATION])]],
  [
    'an organization and an endpoint',
    [AccessFence.organizations([ORGANIZATION]), AccessFence.vpcEndpoints([ENDPOINT])],
    [onlyFrom([ORGANIZATION]), onlyThrough([ENDPOINT])],
  ],
  ['nothing', [], []],
];

describe.each(CASES)('a fence by %s', (_, fences, expected) => {
  test('denies the value and nothing else, in the policy of the secret', () => {
    const stack = newStack();
    newSecret(stack, { fences });
    expect(secretStatements(stack)).toEqual(expected);
  });

  test('holds for every secret of a namespace', () => {
    const stack = newStack();
    const namespace = newNamespace(stack, { fences });
    namespace.addSecret('Db', { purpose: 'db' });
    namespace.addSecret('Api', { purpose: 'api' });
    expect(secretStatements(stack)).toEqual([...expected, ...expected]);
  });
});

describe('a secret of a namespace that says otherwise', () => {
  test.each<[string, AccessFence[], Json[]]>([
    ['has no fence', [], []],
    ['has its own fence alone', [AccessFence.organizations([ORGANIZATION])], [onlyFrom([ORGANIZATION])]],
  ])('%s', (_, fences, expected) => {
    const stack = newStack();
    const namespace = newNamespace(stack, { fences: [AccessFence.vpcEndpoints([ENDPOINT])] });
    namespace.addSecret('Db', { purpose: 'db', fences });
    expect(secretStatements(stack)).toEqual(expected);
  });
});

test('fences of one kind have different Sids, since AWS takes each once in a policy', () => {
  const stack = newStack();
  const fences = [AccessFence.organizations([ORGANIZATION]), AccessFence.organizations(['o-zzzzzzzzzz'])];
  newSecret(stack, { fences });
  const sids = secretStatements(stack).map(({ Sid }) => Sid);
  expect(new Set(sids).size).toBe(2);
});

test('a rotation function reads from wherever it runs', () => {
  const stack = newStack();
  const fences = [AccessFence.vpcEndpoints([ENDPOINT]), AccessFence.organizations(['o-a1b2c3d4e5'])];
  const rotationLambda = new LambdaFunction(stack, 'Rotation', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
  newSecret(stack, { fences }).addRotationSchedule('Schedule', { rotationLambda });
  const exceptions = secretStatements(stack).map(({ Sid, Condition }) => [Sid, Condition?.ArnNotLike]);
  expect(exceptions).toContainEqual([
    'OnlyThroughVpcEndpoints',
    { 'aws:PrincipalArn': [{ 'Fn::GetAtt': [expect.stringMatching(/^RotationServiceRole/), 'Arn'] }] },
  ]);
  expect(exceptions).toContainEqual(['OnlyFromOrganizations', undefined]);
});

test('a secret without deletion protection has its fences', () => {
  const stack = newStack();
  newSecret(stack, { deletionProtection: false, fences: [AccessFence.organizations([ORGANIZATION])] });
  const { ResourcePolicy, BlockPublicPolicy } = onlyResource(stack, 'AWS::SecretsManager::ResourcePolicy').Properties;
  expect(ResourcePolicy.Statement).toEqual([onlyFrom([ORGANIZATION])]);
  expect(BlockPublicPolicy).toBe(true);
});

test('what is granted beyond the account stands beside the fence', () => {
  const stack = newStack();
  newSecret(stack, { fences: [AccessFence.organizations([ORGANIZATION])] }).grants.read(
    new AccountPrincipal(OTHER_ACCOUNT),
  );
  expect(secretStatements(stack).map(({ Effect }) => Effect)).toEqual(['Deny', 'Allow']);
});

describe('a secret with replicas', () => {
  const replicated = (fences: AccessFence[]) => {
    const stack = newStack();
    newSecret(stack, { fences }).addReplicaRegion('us-east-1');
    return onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.ReplicaRegions;
  };

  test('cannot have a fence by endpoint, and the error says why', () => {
    expect(() => replicated([AccessFence.vpcEndpoints([ENDPOINT])])).toThrow(
      /^\[Stack\/Secret\] .*its resource policy is replicated, and endpoints are of one Region.*AccessFence.organizations/,
    );
  });

  test('cannot have one that comes from its namespace', () => {
    const fences = [AccessFence.vpcEndpoints([ENDPOINT])];
    const secret = newNamespace(newStack(), { fences }).addSecret('Db', { purpose: 'db' });
    expect(() => secret.addReplicaRegion('us-east-1')).toThrow('[Stack/Payments/Db]');
  });

  test.each<[string, AccessFence[]]>([
    ['can have a fence by organization', [AccessFence.organizations([ORGANIZATION])]],
    ['can have none', []],
  ])('%s', (_, fences) => {
    expect(replicated(fences)).toEqual([{ Region: 'us-east-1' }]);
  });
});

const anEndpoint = (got: string) => `a VPC endpoint must be like '${ENDPOINT}', got '${got}': correct it`;
const anOrganization = (got: string) => `an organization must be like '${ORGANIZATION}', got '${got}': correct it`;

test.each<[string, () => AccessFence, string]>([
  [
    'no endpoint',
    () => AccessFence.vpcEndpoints([]),
    '[AccessFence.vpcEndpoints] a fence must name a VPC endpoint, got an empty list: it would deny the value to everybody',
  ],
  [
    'no organization',
    () => AccessFence.organizations([]),
    '[AccessFence.organizations] a fence must name an organization, got an empty list',
  ],
  ['a VPC', () => AccessFence.vpcEndpoints(['vpc-12345678']), anEndpoint('vpc-12345678')],
  ['any endpoint', () => AccessFence.vpcEndpoints(['vpce-*']), anEndpoint('vpce-*')],
  ['an empty endpoint', () => AccessFence.vpcEndpoints(['']), anEndpoint('')],
  [
    'two bad endpoints',
    () => AccessFence.vpcEndpoints(['x', ENDPOINT, 'y']),
    `[AccessFence.vpcEndpoints]\n  - ${anEndpoint('x')}\n  - ${anEndpoint('y')}`,
  ],
  ['an organization in capitals', () => AccessFence.organizations(['O-A1B2C3D4E5']), anOrganization('O-A1B2C3D4E5')],
  ['any organization', () => AccessFence.organizations(['o-*']), anOrganization('o-*')],
  ['an empty organization', () => AccessFence.organizations(['']), anOrganization('')],
  ['a path', () => AccessFence.organizations(['o-a1b2c3d4e5/r-ab12/']), anOrganization('o-a1b2c3d4e5/r-ab12/')],
])('a fence by %s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});

test('an endpoint that is made in the app is referred to', () => {
  const stack = newStack();
  const vpcEndpointId = new CfnVPCEndpoint(stack, 'Endpoint', { vpcId: 'vpc-1' }).attrId;
  newSecret(stack, { fences: [AccessFence.vpcEndpoints([vpcEndpointId])] });
  expect(secretStatements(stack)[0].Condition.StringNotEquals['aws:SourceVpce']).toEqual([
    { 'Fn::GetAtt': ['Endpoint', 'Id'] },
  ]);
});
