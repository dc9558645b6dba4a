import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretKey } from '../../src';
import { newStack, onlyResource } from '../support/stacks';

const sids = (stack: ReturnType<typeof newStack>) =>
  onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.map(({ Sid }: { Sid: string }) => Sid);

const THREE = ['AdministrationWithoutUse', 'NoGrantButForAwsServices', 'UseThroughSecretsManager'];

test('has its three statements, also where the L2 secret would add more', () => {
  const stack = newStack();
  new Secret(stack, 'Secret', { encryptionKey: new SecretKey(stack, 'Key') });
  expect(sids(stack)).toStrictEqual(THREE);
});

test('names Secrets Manager of its Region, with the same suffix in every partition', () => {
  const stack = newStack({ env: { account: '111122223333', region: 'cn-north-1' } });
  new SecretKey(stack, 'Key');
  Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.cn-north-1.amazonaws.com' } },
        }),
      ]),
    },
  });
});

test('allows nobody all of KMS', () => {
  const stack = newStack();
  new SecretKey(stack, 'Key');
  expect(JSON.stringify(onlyResource(stack, 'AWS::KMS::Key'))).not.toMatch(/"kms:\*"|"\*:\*"/);
});

test.each([
  ['payments', 'alias/payments'],
  ['alias/payments', 'alias/payments'],
])('an alias %s is %s', (alias, expected) => {
  const stack = newStack();
  expect(new SecretKey(stack, 'Key', { alias }).keyAlias).toBe(expected);
  expect(onlyResource(stack, 'AWS::KMS::Alias').Properties.AliasName).toBe(expected);
});

test('takes a rotation period, a pending window, a description and a removal policy', () => {
  const stack = newStack();
  new SecretKey(stack, 'Key', {
    rotationPeriod: Duration.days(90),
    pendingWindow: Duration.days(7),
    description: 'Mine',
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Template.fromStack(stack).hasResource('AWS::KMS::Key', {
    Properties: { RotationPeriodInDays: 90, PendingWindowInDays: 7, Description: 'Mine' },
    DeletionPolicy: 'Delete',
  });
});

test('two keys cannot have one alias', () => {
  const stack = newStack();
  new SecretKey(stack, 'Key', { alias: 'payments' });
  expect(() => new SecretKey(stack, 'Other', { alias: 'payments' })).toThrow(
    "[Stack/Other] the key alias 'alias/payments' is also that of 'Stack/Key'",
  );
});

describe('a further statement', () => {
  const add = (statement: PolicyStatement) => {
    const stack = newStack();
    new SecretKey(stack, 'Key').addToResourcePolicy(statement);
    return sids(stack);
  };
  const statement = (props: object) =>
    new PolicyStatement({
      sid: 'Further',
      principals: [new AccountPrincipal('444455556666')],
      resources: ['*'],
      ...props,
    });
  const through = (service: string) => ({ StringEquals: { 'kms:ViaService': service } });

  test.each([
    [
      'use through Secrets Manager',
      { actions: ['kms:Decrypt'], conditions: through('secretsmanager.eu-west-1.amazonaws.com') },
    ],
    ['metadata', { actions: ['kms:DescribeKey', 'kms:Get*'] }],
    ['a denial', { effect: Effect.DENY, actions: ['kms:*'] }],
  ])('that allows %s is added', (_, props) => {
    expect(add(statement(props))).toStrictEqual([...THREE, 'Further']);
  });

  test.each([
    ['direct decryption', { actions: ['kms:Decrypt'] }, 'kms:Decrypt'],
    ['everything', { actions: ['kms:*'] }, 'kms:*'],
    ['a pattern that covers encryption', { actions: ['kms:Enc*'] }, 'kms:Enc*'],
    ['all but one action', { notActions: ['kms:PutKeyPolicy'] }, '*'],
    [
      'use through another service',
      { actions: ['kms:Decrypt'], conditions: through('s3.eu-west-1.amazonaws.com') },
      'kms:Decrypt',
    ],
  ])('that allows %s is refused', (_, props, pattern) => {
    expect(() => add(statement(props))).toThrow(
      `[Stack/Key] a statement of a SecretKey's policy that allows '${pattern}'`,
    );
  });

  test('for a service that would use the key directly is refused, also where an L2 construct adds it', () => {
    const key = new SecretKey(newStack(), 'Key');
    expect(() => key.grantDecrypt(new ServicePrincipal('logs.amazonaws.com'))).toThrow(
      'must have the condition kms:ViaService',
    );
  });

  test('of anybody is still the business of KMS, but not without the condition', () => {
    expect(() => add(statement({ principals: [new AnyPrincipal()], actions: ['kms:Decrypt'] }))).toThrow(
      'kms:ViaService',
    );
  });
});
