import { App } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { GovernedSecret, SecretAccess } from '../../src';
import {
  ENV,
  identityStatements,
  inPartition,
  type Json,
  newSecret,
  newStack,
  OTHER_ACCOUNT,
  resources,
} from '../support/stacks';

const SECRET = { Ref: expect.stringMatching(/^Secret/) };
const KEY = { 'Fn::GetAtt': [expect.stringMatching(/^SecretKey/), 'Arn'] };
const through = {
  StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' },
  StringLike: { 'kms:EncryptionContext:SecretARN': SECRET },
};
const onSecretAndKey = (actions: string[], keyActions: Json): Json[] => [
  { Effect: 'Allow', Action: actions, Resource: SECRET },
  { Effect: 'Allow', Action: keyActions, Resource: KEY, Condition: through },
];

test.each<[SecretAccess, Json[]]>([
  [
    SecretAccess.READ,
    onSecretAndKey(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], 'kms:Decrypt'),
  ],
  [
    SecretAccess.WRITE,
    onSecretAndKey(
      ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ),
  ],
  [
    SecretAccess.ROTATE,
    [
      {
        Effect: 'Allow',
        Action: ['CancelRotateSecret', 'DescribeSecret', 'RotateSecret'].map((action) => `secretsmanager:${action}`),
        Resource: SECRET,
      },
    ],
  ],
])('the policy for another account with access %s names the secret and its key', (access, statements) => {
  const stack = newStack();
  const policy = newSecret(stack).grants.policyForOtherAccount(access);
  expect(stack.resolve(policy)).toEqual({ Version: '2012-10-17', Statement: statements });
});

test('there is none for a secret under the AWS managed key, which no other account may use', () => {
  const { grants } = GovernedSecret.fromAttributes(newStack(), 'Imported', { secretName: 'legacy' });
  expect(() => grants.policyForOtherAccount(SecretAccess.READ)).toThrow(
    '[Stack/Imported] a secret under the AWS managed key cannot be shared beyond its account',
  );
});

test('in a stack of the other account, the secret is named by the pattern of its name', () => {
  const app = new App();
  const policy = newSecret(newStack({ env: ENV }, 'Secrets', app)).grants.policyForOtherAccount(SecretAccess.READ);
  const theirs = newStack({ env: { account: OTHER_ACCOUNT, region: 'eu-west-1' } }, 'Theirs', app);
  new ManagedPolicy(theirs, 'Policy', { document: policy });
  expect(identityStatements(theirs)[0].Resource).toEqual(
    inPartition(':secretsmanager:eu-west-1:111122223333:secret:prod/payments/db-??????'),
  );
  expect(identityStatements(theirs)[1].Resource).toEqual(inPartition(':kms:eu-west-1:111122223333:key/*'));
  expect(Object.keys(resources(theirs, 'AWS::IAM::Role'))).toEqual([]);
});
