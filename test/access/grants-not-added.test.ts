import { type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ArnPrincipal, CompositePrincipal, type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ENV, identityStatements, newNamespace, newRole, newSecret, newStack, resources } from '../support/stacks';

const ROLE_ARN = `arn:aws:iam::${ENV.account}:role/app`;
const FN_ARN = `arn:aws:lambda:eu-west-1:${ENV.account}:function:app`;
const ID = 'cdk-governed-secrets:GrantNotAdded';
const TO_ALLOW =
  'allow secretsmanager:DescribeSecret, secretsmanager:GetSecretValue on the secret, and kms:Decrypt on its key ' +
  'where that policy is kept, then acknowledge this warning';
const immutable = (stack: Stack) => Role.fromRoleArn(stack, 'Imported', ROLE_ARN, { mutable: false });

const CASES: [string, (stack: Stack) => IGrantable, string][] = [
  ['a role imported with mutable: false', immutable, "'Stack/Imported'"],
  ['a role without policy updates', (stack) => newRole(stack).withoutPolicyUpdates(), "'Stack/ImmutableRoleRole'"],
  [
    'a function imported with such a role',
    (stack) => LambdaFunction.fromFunctionAttributes(stack, 'Fn', { functionArn: FN_ARN, role: immutable(stack) }),
    "'Stack/Imported'",
  ],
  ['a function imported by its ARN', (stack) => LambdaFunction.fromFunctionArn(stack, 'Fn', FN_ARN), "'Stack/Fn'"],
  ['the ARN of a role of the account', () => new ArnPrincipal(ROLE_ARN), ROLE_ARN],
];

test.each(CASES)('there is a warning of %s', (_, make, who) => {
  const stack = newStack();
  newSecret(stack).grants.read(make(stack));
  const warnings = Annotations.fromStack(stack).findWarning('/Stack/Secret', Match.anyValue());
  expect(warnings.map(({ entry }) => entry.data)).toEqual([
    expect.stringMatching(new RegExp(`no policy of .*${who}.* can be changed from this app: ${TO_ALLOW}.*${ID}`)),
  ]);
  expect(resources(stack, 'AWS::IAM::Policy')).toEqual({});
});

test.each(CASES)('the warning of %s is accepted once somebody acknowledges it', (_, make) => {
  const stack = newStack();
  const secret = newSecret(stack);
  secret.grants.read(make(stack));
  Validations.of(secret).acknowledge({ id: ID, reason: 'the platform team keeps this policy' });
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(ID));
});

test('the warning stands on the namespace that was granted', () => {
  const stack = newStack();
  newNamespace(stack).grants.read(immutable(stack));
  Annotations.fromStack(stack).hasWarning('/Stack/Payments', Match.stringLikeRegexp(ID));
});

test('the other parts of a composite principal are granted', () => {
  const stack = newStack();
  newSecret(stack).grants.read(new CompositePrincipal(immutable(stack), newRole(stack)));
  Annotations.fromStack(stack).hasWarning('/Stack/Secret', Match.stringLikeRegexp(ID));
  expect(identityStatements(stack)).toHaveLength(2);
});
