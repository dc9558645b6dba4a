import { App, type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  ArnPrincipal,
  Group,
  type IGrantable,
  OrganizationPrincipal,
  PolicyDocument,
  PolicyStatement,
  Role,
  User,
} from 'aws-cdk-lib/aws-iam';
import type { GovernedSecret } from '../../src';
import { ENV, newNamespace, newRole, newSecret, newStack, OTHER_ACCOUNT } from '../support/stacks';

const reader = (index: number) => `arn:aws:iam::${OTHER_ACCOUNT}:role/reader-${100 + index}`;

function share(count: number, grant: (secret: GovernedSecret, grantee: IGrantable) => unknown): [App, Stack] {
  const app = new App();
  const stack = newStack({ env: ENV }, 'Stack', app);
  const secret = newSecret(stack);
  for (let index = 0; index < count; index++) {
    grant(secret, new ArnPrincipal(reader(index)));
  }
  return [app, stack];
}

const read = (secret: GovernedSecret, grantee: IGrantable) => secret.grants.read(grantee);
const rotate = (secret: GovernedSecret, grantee: IGrantable) => secret.grants.rotate(grantee);

/** What is shared, with whose policy becomes too large, and how many roles of another account fit. */
const POLICIES: [string, typeof read, string, string, number, number, number][] = [
  ['the key policy', read, 'Secret/Key', '32768', 40, 50, 60],
  ['the resource policy', rotate, 'Secret/Policy', '20480', 75, 85, 105],
];

describe.each(POLICIES)('%s that many roles of other accounts are in', (what, grant, path, limit, few, near, many) => {
  const ID = 'cdk-governed-secrets:PolicyNearLimit';
  const message = `${what} would have about \\d{5} characters, the limit is ${limit}: share with an account or an organization`;

  test('fails the synthesis above the limit of AWS, with the size and the grantees', () => {
    const [app] = share(many, grant);
    expect(() => app.synth()).toThrow(new RegExp(`\\[Stack/${path}\\] ${message}`));
    expect(() => app.synth()).toThrow(`${reader(0)}, ${reader(1)}`);
    expect(() => app.synth()).toThrow(reader(many - 1));
  });

  test('is warned of above four fifths of it', () => {
    const [app, stack] = share(near, grant);
    expect(() => app.synth()).not.toThrow();
    Annotations.fromStack(stack).hasWarning(`/Stack/${path}`, Match.stringLikeRegexp(`${message}.*${ID}`));
  });

  test('is accepted once somebody acknowledges it', () => {
    const [, stack] = share(near, grant);
    Validations.of(stack).acknowledge({ id: ID, reason: 'no more readers will come' });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(ID));
  });

  test('is not warned of below', () => {
    Annotations.fromStack(share(few, grant)[1]).hasNoWarning('*', Match.anyValue());
  });
});

test('the error names whom the app grants, and not the account itself', () => {
  const [app] = share(60, read);
  expect(() => app.synth()).not.toThrow(`${ENV.account}:root`);
});

test('an organization counts as one, however many roles it has', () => {
  const stack = newStack();
  newSecret(stack).grants.read(new OrganizationPrincipal('o-a1b2c3d4e5'));
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

describe('an identity', () => {
  const LARGE = new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: Array.from({ length: 80 }, (_, index) => `arn:aws:s3:::bucket-${100 + index}-${'x'.repeat(90)}/*`),
      }),
    ],
  });

  /** Each secret of these takes as many characters as an ARN does. */
  const granted = (count: number, make: (stack: Stack) => IGrantable, purpose = 'key') => {
    const app = new App();
    const stack = newStack({ env: ENV }, 'Stack', app);
    const namespace = newNamespace(stack);
    const grantee = make(stack);
    for (let index = 0; index < count; index++) {
      namespace.addSecret(`Secret${index}`, { purpose: `${purpose}-${index}x` }).grants.read(grantee);
    }
    return () => app.synth();
  };

  const user = (stack: Stack) => new User(stack, 'Reader');
  const group = (stack: Stack) => new Group(stack, 'Reader');
  const role = (stack: Stack) => newRole(stack, {}, 'Reader');
  const imported = (stack: Stack) => Role.fromRoleName(stack, 'Reader', 'app');
  const full = (stack: Stack) => newRole(stack, { inlinePolicies: { Large: LARGE } }, 'Reader');

  const tooLarge = (what: string, limit: number) =>
    new RegExp(
      `\\[Stack/Reader\\] ${what} would have about \\d+ characters, IAM takes ${limit}: grant the namespace of the ` +
        'secrets once \\(namespace.grants.read\\), instead of one secret after the other',
    );
  const INLINE = 'the inline policies together';

  test.each<[string, number, (stack: Stack) => IGrantable]>([
    ['a user', 6, user],
    ['a group', 20, group],
    ['a role, whose statements the CDK spreads over managed policies', 100, role],
    ['an imported role', 40, imported],
    ['a role with a large policy of its own', 1, full],
  ])('can be granted as many secrets as fit: %s', (_, count, make) => {
    expect(granted(count, make)).not.toThrow();
  });

  test.each<[string, number, (stack: Stack) => IGrantable, RegExp]>([
    ['a user', 12, user, tooLarge(INLINE, 2048)],
    ['a group', 30, group, tooLarge(INLINE, 5120)],
    ['an imported role', 60, imported, tooLarge(INLINE, 10_240)],
    ['a role with a large policy of its own', 9, full, tooLarge(INLINE, 10_240)],
  ])('cannot be granted more than IAM takes, and is told of the namespace: %s', (_, count, make, message) => {
    expect(granted(count, make)).toThrow(message);
  });

  test('that is a role of long names cannot be granted more than a managed policy takes', () => {
    expect(granted(150, role, 'x'.repeat(80))).toThrow(tooLarge('a managed policy', 6144));
  });

  test('is counted by the length of the names, where the template has references', () => {
    expect(granted(4, user)).not.toThrow();
    expect(granted(4, user, 'x'.repeat(200))).toThrow(tooLarge(INLINE, 2048));
  });

  test('is counted in another stack as well', () => {
    const app = new App();
    const namespace = newNamespace(newStack({ env: ENV }, 'Secrets', app));
    const reader = user(newStack({ env: ENV }, 'Stack', app));
    for (let index = 0; index < 12; index++) {
      namespace.addSecret(`Secret${index}`, { purpose: `key-${index}x` }).grants.read(reader);
    }
    expect(() => app.synth()).toThrow(tooLarge(INLINE, 2048));
  });

  test('that is granted the namespace has room, however many secrets there are', () => {
    const app = new App();
    const stack = newStack({ env: ENV }, 'Stack', app);
    const namespace = newNamespace(stack);
    namespace.grants.read(user(stack));
    for (let index = 0; index < 50; index++) {
      namespace.addSecret(`Secret${index}`, { purpose: `key-${index}x` });
    }
    expect(() => app.synth()).not.toThrow();
  });
});
