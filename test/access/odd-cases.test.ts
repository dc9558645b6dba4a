import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  ArnPrincipal,
  type IGrantable,
  ManagedPolicy,
  Policy,
  PolicyStatement,
  Role,
  SessionTagsPrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { GovernedSecret, SecretGrants, SecretKey, SecretName } from '../../src';
import {
  DB_NAME,
  ENV,
  identityStatements,
  inPartition,
  keyStatements,
  newRole,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  resources,
  secretStatements,
} from '../support/stacks';

const target = { asSecretAttachmentTarget: () => ({ targetId: 'db', targetType: 'AWS::RDS::DBInstance' as never }) };

describe('a grantee that is not the role itself', () => {
  test.each<[string, (stack: Stack) => IGrantable]>([
    ['a managed policy', (stack) => new ManagedPolicy(stack, 'Managed', { users: [new User(stack, 'User')] })],
    ['a policy', (stack) => new Policy(stack, 'Policy', { users: [new User(stack, 'User')] })],
    ['a role with session tags', (stack) => ({ grantPrincipal: new SessionTagsPrincipal(newRole(stack)) })],
  ])('%s holds the statements', (_, make) => {
    const stack = newStack();
    newSecret(stack).grants.read(make(stack));
    expect(identityStatements(stack).map(({ Action }) => Action)).toEqual([
      ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      'kms:Decrypt',
    ]);
  });
});

describe('an account that is known at deployment only', () => {
  const parameterOf = (stack: Stack) => new CfnParameter(stack, 'Account').valueAsString;

  test.each<[string, (account: string) => IGrantable]>([
    ['by its id', (account) => new AccountPrincipal(account)],
    ['by the ARN of a role', (account) => new ArnPrincipal(`arn:aws:iam::${account}:role/app`)],
  ])('is in the policies of secret and key, %s', (_, make) => {
    const stack = newStack();
    newSecret(stack).grants.read(make(parameterOf(stack)));
    expect(JSON.stringify(secretStatements(stack))).toContain('{"Ref":"Account"}');
    expect(JSON.stringify(keyStatements(stack))).toContain('{"Ref":"Account"}');
  });

  test('is not the own one', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(() => newSecret(stack).grants.read(new AccountPrincipal(Aws.ACCOUNT_ID))).toThrow(
      'a grant to the own account',
    );
  });
});

describe('an imported principal of another account', () => {
  test.each<[string, Stack, (stack: Stack) => IGrantable]>([
    ['a user', newStack(), (stack) => User.fromUserArn(stack, 'Them', `arn:aws:iam::${OTHER_ACCOUNT}:user/x`)],
    [
      'a role, from a stack without an environment',
      new Stack(new App(), 'Stack'),
      (stack) => Role.fromRoleArn(stack, 'Them', `arn:aws:iam::${OTHER_ACCOUNT}:role/x`),
    ],
  ])('%s gets no policy under its name in this account', (_, stack, make) => {
    newSecret(stack).grants.read(make(stack));
    expect(resources(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(JSON.stringify(keyStatements(stack))).toContain(OTHER_ACCOUNT);
  });
});

describe('a key that is given by its alias', () => {
  test.each<[string, (stack: Stack) => IKey]>([
    ['by name', (stack) => Alias.fromAliasName(stack, 'Alias', 'alias/shared')],
    [
      'as a construct',
      (stack) => new Alias(stack, 'Alias', { aliasName: 'alias/shared', targetKey: new Key(stack, 'K') }),
    ],
  ])('%s is named by the alias in a condition, since IAM takes none as a resource', (_, make) => {
    const stack = newStack();
    newSecret(stack, { encryptionKey: make(stack) }).grants.read(newRole(stack));
    const [, onKey] = identityStatements(stack);
    expect(onKey.Resource).toEqual(inPartition(':kms:eu-west-1:111122223333:key/*'));
    expect(onKey.Condition['ForAnyValue:StringEquals']).toEqual({ 'kms:ResourceAliases': 'alias/shared' });
  });
});

describe('the policy of a SecretKey', () => {
  test.each(['StringEqualsIfExists', 'StringNotEquals', 'StringNotLike'])(
    'takes no condition that does not hold where there is no service: %s',
    (operator) => {
      const statement = new PolicyStatement({
        principals: [new AccountPrincipal(OTHER_ACCOUNT)],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: { [operator]: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
      });
      expect(() => new SecretKey(newStack(), 'Key').addToResourcePolicy(statement)).toThrow('kms:ViaService');
    },
  );

  test('takes a statement for everybody but some', () => {
    const stack = newStack();
    new SecretKey(stack, 'Key').addToResourcePolicy(
      new PolicyStatement({
        notPrincipals: [new AccountPrincipal(ENV.account)],
        actions: ['kms:DescribeKey'],
        resources: ['*'],
      }),
    );
    expect(keyStatements(stack)).toHaveLength(1);
  });
});

test('a grant after somebody has rendered the policy begins a new statement', () => {
  const stack = newStack();
  const role = newRole(stack);
  const [one, other] = ['one', 'other'].map((id) =>
    newSecret(stack, { name: SecretName.of({ ...DB_NAME, purpose: id }) }, id),
  );
  for (const secret of [one, other]) {
    secret.grants.read(role).principalStatements.map((statement) => statement.freeze());
  }
  expect(identityStatements(stack)).toHaveLength(4);
});

test('a partial ARN keeps its account and Region', () => {
  const stack = newStack();
  const secret = Secret.fromSecretPartialArn(
    stack,
    'Secret',
    'arn:aws:secretsmanager:us-east-1:111122223333:secret:foo',
  );
  SecretGrants.fromSecret(secret).read(newRole(stack, {}, 'Role'));
  expect(JSON.stringify(identityStatements(stack))).not.toContain('eu-west-1');
});

test('the grants of a governed secret are the same however one gets at them', () => {
  const secret = newSecret(newStack());
  expect(SecretGrants.fromSecret(secret)).toBe(secret.grants);
});

test('a secret is attached once, whichever method attaches it', () => {
  const secret = newSecret(newStack());
  secret.addTargetAttachment('Mine', { target });
  expect(() => secret.attach(target)).toThrow("the secret is attached already, by 'Stack/Secret/Mine'");
});

test('an imported secret that is attached keeps its grants', () => {
  const stack = newStack();
  const encryptionKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd';
  const imported = GovernedSecret.fromAttributes(stack, 'Imported', { secretName: 'legacy', encryptionKeyArn });
  imported.attach(target).grantRead(newRole(stack));
  expect(identityStatements(stack)[1].Resource).toBe(encryptionKeyArn);
});

test('a rotation function of an attached secret is not in the policy of the key', () => {
  const stack = newStack();
  const rotationLambda = new LambdaFunction(stack, 'Rotation', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
  newSecret(stack).attach(target).addRotationSchedule('Schedule', { rotationLambda });
  expect(keyStatements(stack)).toEqual([]);
  expect(identityStatements(stack)[0].Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
});

test.each(['prod/*', 'prod/d?'])('an import of many secrets at once is refused: %s', (secretName) => {
  expect(() => GovernedSecret.fromAttributes(newStack(), 'Imported', { secretName })).toThrow('must have no wildcard');
});
