import { App, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { DEFAULT_ENVIRONMENT, environmentOf } from './environment';
import { ResolvedApp } from './resolve-template';
import type { Json, Template } from './template';
import { World } from './world';

function resolved(value: Json, template: Template = {}): Json | undefined {
  return new ResolvedApp([{ id: 'Stack', environment: DEFAULT_ENVIRONMENT, template }]).stack('Stack').resolve(value);
}

/** `${name}`, as text. */
function variable(name: string): string {
  return `\${${name}}`;
}

describe('intrinsic functions', () => {
  test.each<[string, Json, Json | undefined]>([
    ['a text', 'plain', 'plain'],
    ['Ref of the account', { Ref: 'AWS::AccountId' }, '111111111111'],
    ['Ref of the Region', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Ref of the partition', { Ref: 'AWS::Partition' }, 'aws'],
    ['Ref of the URL suffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'AWS::Region' }, 'c']] }, 'a:eu-west-1:c'],
    ['Fn::Split', { 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    ['Fn::Select of Fn::Split', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': `${variable('AWS::Region')}/${variable('!aws:PrincipalTag/Service')}` },
      `eu-west-1/${variable('aws:PrincipalTag/Service')}`,
    ],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': [`${variable('X')}-${variable('AWS::AccountId')}`, { X: { Ref: 'AWS::Region' } }] },
      'eu-west-1-111111111111',
    ],
    ['AWS::NoValue in an object', { kept: 1, dropped: { Ref: 'AWS::NoValue' } }, { kept: 1 }],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }], [1]],
    ['Fn::If', { 'Fn::If': ['IsIreland', 'yes', 'no'] }, 'yes'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'name'] }, 'Ireland'],
    ['a statement with a Condition element', { Condition: { Bool: {} } }, { Condition: { Bool: {} } }],
    ['a parameter with a default', { Ref: 'Stage' }, 'prod'],
  ])('resolves %s', (_, value, expected) => {
    const template: Template = {
      Conditions: { IsIreland: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
      Mappings: { Map: { 'eu-west-1': { name: 'Ireland' } } },
      Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    };
    expect(resolved(value, template)).toEqual(expected);
  });

  test.each<[string, Json, RegExp]>([
    ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, /does not know 'Fn::Cidr'/],
    ['an unknown pseudo parameter', { Ref: 'AWS::Weather' }, /pseudo parameter 'AWS::Weather'/],
    ['an unknown resource', { Ref: 'Nobody' }, /no resource 'Nobody'/],
    ['an import that nobody exports', { 'Fn::ImportValue': 'Nothing' }, /imports 'Nothing'/],
    ['a selection past the end', { 'Fn::Select': [2, ['a']] }, /no element 2/],
  ])('throws on %s', (_, value, message) => {
    expect(() => resolved(value)).toThrow(message);
  });
});

describe('physical ids', () => {
  const app = new App();
  const data = new Stack(app, 'Data', { env: { account: '111111111111', region: 'eu-west-1' } });
  const key = new kms.Key(data, 'Key', { alias: 'prod/pay' });
  const secret = new secretsmanager.Secret(data, 'Db', {
    secretName: 'prod/pay/db',
    encryptionKey: key,
    replicaRegions: [{ region: 'eu-central-1' }],
  });
  const reader = new iam.Role(
    new Stack(app, 'App', { env: { account: '111111111111', region: 'eu-west-1' } }),
    'Reader',
    {
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      path: '/apps/',
      roleName: 'reader',
    },
  );
  reader.addToPolicy(
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
  );
  const target = secretsmanager.Secret.fromSecretNameV2(data, 'ByName', 'prod/pay/other');
  const world = World.of(app);

  test('a secret is called by its name and six characters', () => {
    expect(world.secret(secret).arn).toMatch(
      /^arn:aws:secretsmanager:eu-west-1:111111111111:secret:prod\/pay\/db-\w{6}$/,
    );
    expect(world.secret('prod/pay/db')).toBe(world.secret(secret));
    expect(world.secret(secret).name).toBe('prod/pay/db');
  });

  test('the same app gives the same ids again', () => {
    expect(World.of(app).secrets).toEqual(world.secrets);
  });

  test('a cross-stack reference arrives as the same ARN', () => {
    const [document] = world.principal(reader).policies.map((id) => world.document(id));
    expect(document.document.Statement[0].Resource).toEqual([world.secret(secret).arn]);
  });

  test('a key has an id, an ARN and its aliases, and its secret finds it', () => {
    expect(world.key(key).arn).toMatch(/^arn:aws:kms:eu-west-1:111111111111:key\/[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(world.key(key).aliases).toEqual(['alias/prod/pay']);
    expect(world.keyOf(world.secret(secret))).toBe(world.key(key));
  });

  test('a role has its path in the ARN', () => {
    expect(world.principal(reader).arn).toBe('arn:aws:iam::111111111111:role/apps/reader');
  });

  test('a replica has the same suffix in its Region, and its own key', () => {
    const replica = world.replica(secret, 'eu-central-1');
    expect(replica.arn).toBe(world.secret(secret).arn.replace('eu-west-1', 'eu-central-1'));
    expect(world.keyOf(replica).aliases).toEqual(['alias/aws/secretsmanager']);
    expect(world.keyOf(replica).region).toBe('eu-central-1');
  });

  test('a value written in a stack, tokens included, is resolved in its terms', () => {
    expect(world.resolve(data, secret.secretArn)).toBe(world.secret(secret).arn);
    expect(world.resolve(data, target.secretArn)).toBe(
      'arn:aws:secretsmanager:eu-west-1:111111111111:secret:prod/pay/other',
    );
    expect(world.resolve(data, Fn.join('', [key.keyArn, '!']))).toBe(`${world.key(key).arn}!`);
  });

  test('something that does not exist is an error', () => {
    expect(() => world.secret('prod/pay/nothing')).toThrow(/0 secrets are called 'prod\/pay\/nothing'/);
    expect(() => world.replica(secret, 'us-east-1')).toThrow(/0 copy in us-east-1s/);
  });

  test('exports are visible in the same account and Region alone', () => {
    const exporting: Template = { Outputs: { Out: { Value: 'value', Export: { Name: 'Shared' } } } };
    const elsewhere = new ResolvedApp([
      { id: 'Here', environment: DEFAULT_ENVIRONMENT, template: exporting },
      { id: 'There', environment: environmentOf('111111111111', 'eu-central-1'), template: {} },
    ]);
    expect(elsewhere.stack('Here').resolve({ 'Fn::ImportValue': 'Shared' })).toBe('value');
    expect(() => elsewhere.stack('There').resolve({ 'Fn::ImportValue': 'Shared' })).toThrow(/which no stack/);
  });
});
