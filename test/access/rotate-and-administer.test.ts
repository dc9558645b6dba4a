import { Duration, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type GovernedSecret, SecretAccess, SecretName } from '../../src';
import {
  DB_NAME,
  ENV,
  identityStatements,
  type Json,
  keyStatements,
  newRole,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  resources,
  secretStatements,
} from '../support/stacks';

const SECRET = { Ref: expect.stringMatching(/^Secret/) };

const INVOKE = {
  Effect: 'Allow',
  Action: 'lambda:InvokeFunction',
  Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Rotation[0-9A-F]{8}$/), 'Arn'] },
};

const ROTATE = {
  Effect: 'Allow',
  Action: ['secretsmanager:CancelRotateSecret', 'secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'],
  Resource: SECRET,
};

function rotated(secret: GovernedSecret, id = 'Rotation'): void {
  const rotationLambda = new LambdaFunction(secret.stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
  secret.addRotationSchedule(`${id}Schedule`, { rotationLambda, automaticallyAfter: Duration.days(30) });
}

/** The statements of a role's policy alone: the rotation function has one as well. */
const statementsOf = (stack: Stack, id: string): Json[] =>
  Object.entries(resources(stack, 'AWS::IAM::Policy'))
    .filter(([logicalId]) => logicalId.startsWith(`${id}DefaultPolicy`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

describe('rotate', () => {
  test.each<[string, (secret: GovernedSecret, grant: () => unknown) => void]>([
    [
      'before the schedule is added',
      (secret, grant) => {
        grant();
        rotated(secret);
      },
    ],
    [
      'after the schedule is added',
      (secret, grant) => {
        rotated(secret);
        grant();
      },
    ],
  ])('allows invoking the rotation function and nothing on the key, %s', (_, inOrder) => {
    const stack = newStack();
    const secret = newSecret(stack);
    const role = newRole(stack);
    inOrder(secret, () => secret.grants.rotate(role));
    const statements = statementsOf(stack, 'Role');
    expect(statements).toHaveLength(2);
    expect(statements).toEqual(expect.arrayContaining([ROTATE, INVOKE]));
  });

  test('allows no function where there is none', () => {
    const stack = newStack();
    newSecret(stack).grants.rotate(newRole(stack));
    expect(identityStatements(stack)).toEqual([ROTATE]);
  });

  test('allows the function of no other secret', () => {
    const stack = newStack();
    newSecret(stack).grants.rotate(newRole(stack));
    rotated(newSecret(stack, { name: SecretName.of({ ...DB_NAME, purpose: 'api' }) }, 'Other'));
    expect(statementsOf(stack, 'Role')).toEqual([ROTATE]);
  });

  test('lets another account in by the policy of the secret and not by that of the key', () => {
    const stack = newStack();
    newSecret(stack).grants.rotate(new AccountPrincipal(OTHER_ACCOUNT));
    expect(secretStatements(stack)).toEqual([{ ...ROTATE, Principal: { AWS: expect.anything() }, Resource: '*' }]);
    expect(keyStatements(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => IGrantable]>([
    [
      'an imported role that must not be changed',
      (stack) => Role.fromRoleArn(stack, 'Imported', `arn:aws:iam::${ENV.account}:role/app`, { mutable: false }),
    ],
    ['another account', () => new AccountPrincipal(OTHER_ACCOUNT)],
  ])('warns of the function that %s may not invoke yet', (_, make) => {
    const stack = newStack();
    const secret = newSecret(stack);
    rotated(secret);
    secret.grants.rotate(make(stack));
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Secret',
      Match.stringLikeRegexp('lambda:InvokeFunction.*cdk-governed-secrets:GrantNotAdded'),
    );
  });
});

describe('administer', () => {
  const METADATA = [
    'DeleteResourcePolicy',
    'DescribeSecret',
    'GetResourcePolicy',
    'ListSecretVersionIds',
    'RemoveRegionsFromReplication',
    'ReplicateSecretToRegions',
    'RestoreSecret',
    'StopReplicationToReplica',
    'TagResource',
    'UntagResource',
    'UpdateSecret',
    'ValidateResourcePolicy',
  ].map((action) => `secretsmanager:${action}`);
  const NOT_PUBLIC = { Bool: { 'secretsmanager:BlockPublicPolicy': 'true' } };
  const KEY_ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

  test('allows everything but the value and the deletion, and no public policy', () => {
    const stack = newStack();
    newSecret(stack).grants.administer(newRole(stack));
    expect(identityStatements(stack)).toEqual([
      { Effect: 'Allow', Action: METADATA, Resource: SECRET },
      { Effect: 'Allow', Action: 'secretsmanager:PutResourcePolicy', Resource: SECRET, Condition: NOT_PUBLIC },
      {
        Effect: 'Allow',
        Action: KEY_ACTIONS,
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SecretKey/), 'Arn'] },
        Condition: {
          StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
          StringLike: { 'kms:EncryptionContext:SecretARN': SECRET },
        },
      },
    ]);
  });

  test('is refused beyond the account, where whoever may change the policy could let anybody in', () => {
    const { grants } = newSecret(newStack());
    const message = '[Stack/Secret] administer is for the account of the secret';
    expect(() => grants.administer(new AccountPrincipal(OTHER_ACCOUNT))).toThrow(message);
    expect(() => grants.policyForOtherAccount(SecretAccess.ADMINISTER)).toThrow(message);
  });
});
