import * as iam from 'aws-cdk-lib/aws-iam';
import { decide } from './decide';
import { asSession } from './model';
import * as app from './payments.fixture';
import { type PolicyDocument, policy, policyDocument } from './policy-document';
import { readSecret } from './secret-requests';
import { World } from './world';

const { world, GET, OTHER, THIRD } = app;
const shared = world.secret(app.shared);
const READ = policy({ Sid: 'Read', Effect: 'Allow', Action: [GET, 'kms:Decrypt'], Resource: '*' });

function outsider(account: string, name: string, policies: PolicyDocument[]) {
  return world.addPrincipal({ account, name, policies });
}

async function outcomes(...args: Parameters<typeof outsider>): Promise<string[]> {
  const role = outsider(...args);
  const results: string[] = [];
  for (const principal of [role, asSession(role)]) {
    const { secretsManager, kms } = await readSecret(world, principal, shared, { context: app.ENDPOINT });
    results.push(secretsManager.outcome, kms.outcome);
  }
  return results;
}

const NO = 'implicitly denied';

test('the role that both sides allow reads, as its session too', async () => {
  await expect(outcomes(OTHER, 'theirs', [READ])).resolves.toEqual(['allowed', 'allowed', 'allowed', 'allowed']);
});

test('another role of that account does not, whatever its own policy says', async () => {
  await expect(outcomes(OTHER, 'another', [READ])).resolves.toEqual([NO, NO, NO, NO]);
});

test('a role of the same name in a third account does not', async () => {
  await expect(outcomes(THIRD, 'theirs', [READ])).resolves.toEqual([NO, NO, NO, NO]);
});

test('the resource side alone is not enough', async () => {
  const principal = { ...outsider(OTHER, 'unused', []), arn: `arn:aws:iam::${OTHER}:role/theirs`, name: 'theirs' };
  const { secretsManager, kms } = await readSecret(world, principal, shared, { context: app.ENDPOINT });
  expect([secretsManager.outcome, kms.outcome]).toEqual([NO, NO]);
  expect(secretsManager.reason).toBe(`implicitly denied: only resource ${shared.policy}#Roles allows it`);
});

test('the identity side alone is not enough', async () => {
  const role = outsider(OTHER, 'alone', [READ]);
  const { secretsManager } = await readSecret(world, role, world.secret(app.open));
  expect(secretsManager.outcome).toBe(NO);
  expect(secretsManager.allowedBy.map(({ label }) => label)).toEqual([`identity role alone of ${OTHER}/0#Read`]);
});

test('the deny of the secret reaches other accounts', async () => {
  const { secretsManager } = await readSecret(world, outsider(OTHER, 'far', [READ]), shared);
  expect(secretsManager.deniedBy.map(({ sid }) => sid)).toEqual(['OnlyFromEndpoint']);
});

test('a policy document of the CDK, tokens included, can be handed to the other side', async () => {
  const statement = new iam.PolicyStatement({ actions: [GET], resources: [app.shared.ref] });
  const text = world.resolve(app.shared, new iam.PolicyDocument({ statements: [statement] }));
  const document = policyDocument(text, 'hand-over');
  expect(document.Statement[0].Resource).toEqual([shared.arn]);
  const role = { ...outsider(OTHER, 'handed', [document]), arn: `arn:aws:iam::${OTHER}:role/theirs` };
  const { secretsManager } = await readSecret(world, role, shared, { context: app.ENDPOINT });
  expect(secretsManager.outcome).toBe('allowed');
});

test.each([
  ['aws', '222222222222'],
  ['aws', 'arn:aws:iam::222222222222:root'],
  ['aws-cn', 'arn:aws-cn:iam::222222222222:root'],
])('in %s, a key that trusts the account %s takes what that account allows', async (partition, trusted) => {
  const small = World.fromTemplates([]);
  const arn = `arn:${partition}:kms:eu-west-1:${THIRD}:key/made-up`;
  small.addKey({
    arn,
    policy: policy({ Effect: 'Allow', Principal: { AWS: trusted }, Action: 'kms:*', Resource: '*' }),
  });
  const decrypt = async (account: string, policies: PolicyDocument[]) => {
    const principal = small.addPrincipal({ name: `r${policies.length}`, account, partition, policies });
    return (await decide(small, { principal, action: 'kms:Decrypt', resource: arn })).outcome;
  };
  await expect(decrypt(OTHER, [READ])).resolves.toBe('allowed');
  await expect(decrypt(OTHER, [])).resolves.toBe(NO);
  await expect(decrypt(app.HOME, [READ])).resolves.toBe(NO);
});
