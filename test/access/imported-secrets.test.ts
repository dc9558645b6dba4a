import { type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ContainerImage, Secret as EcsSecret, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { AccountPrincipal, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { GovernedSecret, type GovernedSecretAttributes, type IGovernedSecret } from '../../src';
import {
  identityStatements,
  inPartition,
  type Json,
  newRole,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  resources,
} from '../support/stacks';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:legacy-AbCdEf';
const BY_NAME = inPartition(':secretsmanager:eu-west-1:111122223333:secret:legacy-??????');

const onSecret = (Resource: Json): Json => ({
  Effect: 'Allow',
  Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
  Resource,
});

const onKey = (Resource: Json, secretArn: Json, region: Json = 'eu-west-1'): Json => ({
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource,
  Condition: {
    StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
    StringLike: { 'kms:EncryptionContext:SecretARN': secretArn },
  },
});

const importedIn = (stack: Stack, attributes: GovernedSecretAttributes) =>
  GovernedSecret.fromAttributes(stack, 'Imported', attributes);

const inFrankfurt = (arn: string) => arn.replace('eu-west-1', 'eu-central-1');

const READ: [string, GovernedSecretAttributes, Json[]][] = [
  ['its name', { secretName: 'legacy' }, [onSecret(BY_NAME)]],
  ['its name and key', { secretName: 'legacy', encryptionKeyArn: KEY }, [onSecret(BY_NAME), onKey(KEY, BY_NAME)]],
  ['its ARN', { secretArn: ARN }, [onSecret(ARN)]],
  ['its ARN and key', { secretArn: ARN, encryptionKeyArn: KEY }, [onSecret(ARN), onKey(KEY, ARN)]],
  [
    'its ARN and key in another Region',
    { secretArn: inFrankfurt(ARN), encryptionKeyArn: inFrankfurt(KEY) },
    [onSecret(inFrankfurt(ARN)), onKey(inFrankfurt(KEY), inFrankfurt(ARN), 'eu-central-1')],
  ],
];

describe.each(READ)('a secret imported by %s', (_, attributes, statements) => {
  test.each<[string, (imported: IGovernedSecret, reader: IGrantable) => unknown]>([
    ['its grants', (imported, reader) => imported.grants.read(reader)],
    ['the method of the L2', (imported, reader) => imported.grantRead(reader)],
  ])('is read by %s with exactly what that takes', (__, read) => {
    const stack = newStack();
    read(importedIn(stack, attributes), newRole(stack));
    expect(identityStatements(stack)).toEqual(statements);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('gives ECS the same grant', () => {
    const stack = newStack();
    new FargateTaskDefinition(stack, 'Task').addContainer('Container', {
      image: ContainerImage.fromRegistry('node'),
      secrets: { PASSWORD: EcsSecret.fromSecretsManager(importedIn(stack, attributes), 'password') },
    });
    expect(identityStatements(stack)).toEqual(statements);
  });
});

test('an imported secret is written and read by stage through the methods of the L2', () => {
  const stack = newStack();
  const imported = importedIn(stack, { secretArn: ARN, encryptionKeyArn: KEY });
  imported.grantWrite(newRole(stack));
  imported.grantRead(newRole(stack, {}, 'Other'), ['AWSPENDING']);
  expect(identityStatements(stack).map(({ Action, Condition }) => [Action, Object.keys(Condition ?? {})])).toEqual([
    [['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map((it) => `secretsmanager:${it}`), []],
    [
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      ['StringEquals', 'StringLike'],
    ],
    ['secretsmanager:DescribeSecret', []],
    ['secretsmanager:GetSecretValue', ['StringEquals']],
    ['kms:Decrypt', ['StringEquals', 'StringLike']],
  ]);
});

describe('a secret that a service owns', () => {
  const OWNED =
    'this secret belongs to the AWS service that made it, which alone can change it: grant read or readStage';
  const PASSWORD = { 'Fn::GetAtt': ['Db', 'MasterUserSecret.SecretArn'] };
  const passwordOf = (stack: Stack) =>
    new CfnDBInstance(stack, 'Db', { manageMasterUserPassword: true }).attrMasterUserSecretSecretArn;

  const CASES: [string, (stack: Stack) => GovernedSecretAttributes][] = [
    ['by its name', () => ({ secretName: 'rds!cluster-1234' })],
    ['by its ARN', () => ({ secretArn: ARN.replace('legacy', 'rds!cluster-1234') })],
    ['by saying so', (stack) => ({ secretArn: passwordOf(stack), isOwnedByService: true })],
  ];

  test.each(CASES)('is known %s and can be read, the last version too', (_, attributes) => {
    const stack = newStack();
    const imported = importedIn(stack, attributes(stack));
    imported.grants.read(newRole(stack));
    imported.grants.readPrevious(newRole(stack, {}, 'Other'));
    expect(identityStatements(stack)).toHaveLength(3);
  });

  test.each(CASES)('is known %s and cannot be changed', (_, attributes) => {
    const stack = newStack();
    const { grants, grantWrite } = importedIn(stack, attributes(stack));
    const role = newRole(stack);
    for (const change of [
      () => grants.write(role),
      () => grantWrite(role),
      () => grants.rotate(role),
      () => grants.administer(role),
    ]) {
      expect(change).toThrow(`[Stack/Imported] ${OWNED}`);
    }
    expect(identityStatements(stack)).toEqual([]);
  });

  test('can be said to be owned by nobody', () => {
    const stack = newStack();
    const imported = importedIn(stack, { secretName: 'mine!', isOwnedByService: false });
    expect(() => imported.grants.write(newRole(stack))).not.toThrow();
  });

  test('is named by the ARN that the service gives it, which is the full one', () => {
    const stack = newStack();
    importedIn(stack, { secretArn: passwordOf(stack), encryptionKeyArn: KEY }).grants.read(newRole(stack));
    const [secret, key] = identityStatements(stack);
    expect(secret).toEqual(onSecret(PASSWORD));
    expect(key.Condition.StringLike).toEqual({ 'kms:EncryptionContext:SecretARN': PASSWORD });
  });
});

describe('a grant of an imported secret to another account', () => {
  const build = (): [Stack, IGovernedSecret] => {
    const stack = newStack();
    const imported = importedIn(stack, { secretArn: ARN, encryptionKeyArn: KEY });
    imported.grants.read(new AccountPrincipal(OTHER_ACCOUNT));
    return [stack, imported];
  };
  const ID = 'cdk-governed-secrets:GrantNotAdded';

  test('is warned of, since the policies of the secret and its key stand elsewhere', () => {
    const [stack] = build();
    const message =
      'the policies of a secret or key that was imported cannot be changed from this app, and .*444455556666.* needs ' +
      `to be in them: allow .*GetSecretValue on the secret, and kms:Decrypt on its key .*${ID}`;
    Annotations.fromStack(stack).hasWarning('/Stack/Imported', Match.stringLikeRegexp(message));
    expect(resources(stack, 'AWS::SecretsManager::ResourcePolicy')).toEqual({});
  });

  test('is accepted once somebody acknowledges it', () => {
    const [stack, imported] = build();
    Validations.of(imported).acknowledge({ id: ID, reason: 'the other team has added it' });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('is warned of where the key alone is imported', () => {
    const stack = newStack();
    const { encryptionKey } = importedIn(stack, { secretArn: ARN, encryptionKeyArn: KEY });
    newSecret(stack, { encryptionKey }).grants.read(new AccountPrincipal(OTHER_ACCOUNT));
    Annotations.fromStack(stack).hasWarning('/Stack/Secret', Match.stringLikeRegexp(ID));
  });
});

describe('an import is refused', () => {
  test.each<[string, GovernedSecretAttributes, string]>([
    ['without a name and an ARN', {}, "one of 'secretName' and 'secretArn' must be given, got none: keep one"],
    ['with an empty name', { secretName: '' }, "one of 'secretName' and 'secretArn' must be given, got none"],
    [
      'with a name and an ARN',
      { secretName: 'legacy', secretArn: ARN },
      `one of 'secretName' and 'secretArn' must be given, got 'legacy' and '${ARN}': keep one`,
    ],
    [
      'where the name is an ARN',
      { secretName: ARN },
      `'secretName' must be a name, got the ARN '${ARN}': use secretArn`,
    ],
    ['where the ARN is a name', { secretArn: 'legacy' }, "'secretArn' must"],
    ['where the ARN lacks its last characters', { secretArn: ARN.slice(0, -7) }, "'secretArn' must"],
    [
      'where the key is an alias',
      { secretName: 'legacy', encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:alias/x' },
      "'encryptionKeyArn' must be the ARN of a key, since IAM policies take no alias or id, got 'arn:aws:kms:eu-west-1:111122223333:alias/x'",
    ],
    ['where the key is an id', { secretName: 'legacy', encryptionKeyArn: '1234abcd' }, "'encryptionKeyArn' must"],
  ])('%s', (_, attributes, message) => {
    expect(() => importedIn(newStack(), attributes)).toThrow(`[Stack/Imported] ${message}`);
  });
});
