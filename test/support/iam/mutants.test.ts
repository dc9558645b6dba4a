import { decide } from './decide';
import { type Mutant, mutantsOf } from './mutants';
import * as app from './payments.fixture';
import { readSecret } from './secret-requests';
import type { World } from './world';

const { world } = app;
const reader = world.principal(app.reader);
const readerMutants = mutantsOf(world, { only: ({ id }) => reader.policies.includes(id), resources: true });
const [policyOfReader] = reader.policies;

function mutant(what: string): Mutant {
  const found = readerMutants.find(({ label }) => label === `${policyOfReader}#${what}`);
  if (!found) {
    throw new Error(`no mutant ${what}: ${readerMutants.map(({ label }) => label).join('\n')}`);
  }
  return found;
}

test('every statement, condition, action and resource of a document is taken away once', () => {
  const open = world.secret(app.open).arn;
  expect(readerMutants.map(({ label }) => label.replace(`${policyOfReader}#`, ''))).toEqual([
    'Get without its Allow statement',
    `Get without the resource ${open}`,
    'Decrypt without its Allow statement',
    'Decrypt without the condition StringEquals kms:ViaService',
    'Decrypt without the condition StringLike kms:EncryptionContext:SecretARN',
    `Decrypt without the resource ${world.key(app.openKey).arn}`,
  ]);
});

test('each action of several is taken away, a statement’s only action is not', () => {
  const wide = world.principal(app.wide);
  const labels = mutantsOf(world, { only: ({ id }) => wide.policies.includes(id) }).map(({ label }) => label);
  expect(labels).toEqual([
    `${wide.policies[0]}#ReadAnything without its Allow statement`,
    `${wide.policies[0]}#ReadAnything without the action secretsmanager:GetSecretValue`,
    `${wide.policies[0]}#ReadAnything without the action kms:Decrypt`,
    `${wide.policies[0]}#ReadAnything without the action secretsmanager:ListSecrets`,
  ]);
});

test('secret, key and function policies are mutated too; what a test added, and AWS’s own, is not', () => {
  const documents = new Map(world.documents.map((document) => [document.id, document]));
  const kinds = new Set(mutantsOf(world).map(({ id }) => documents.get(id)?.kind));
  expect([...kinds].sort()).toEqual(['function', 'identity', 'key', 'secret']);
  expect(mutantsOf(world).every(({ id }) => documents.get(id)?.written)).toBe(true);
  expect(world.documents.some(({ written }) => !written)).toBe(true);
});

test('a mutated world decides otherwise, the world itself does not', async () => {
  const open = world.secret(app.open);
  const stranger = { principal: reader, action: 'kms:Decrypt', resource: world.key(app.openKey) };
  const context = { 'kms:EncryptionContext:SecretARN': open.arn };
  const direct = async (of: World) => (await decide(of, { ...stranger, context })).allowed;
  const unfenced = world.withMutation(mutant('Decrypt without the condition StringEquals kms:ViaService'));
  await expect(direct(unfenced)).resolves.toBe(true);
  await expect(direct(world)).resolves.toBe(false);
  const silent = world.withMutation(mutant('Get without its Allow statement'));
  await expect(readSecret(silent, reader, open)).resolves.toMatchObject({ allowed: false });
  await expect(readSecret(world, reader, open)).resolves.toMatchObject({ allowed: true });
});

test('a key without any statement lets nobody in', async () => {
  const closed = world.key(app.closedKey);
  const [emptied] = mutantsOf(world, { only: ({ id }) => id === closed.policy });
  expect(emptied.document.Statement).toEqual([]);
  const request = {
    principal: app.namedRole,
    action: 'kms:Decrypt',
    resource: closed,
    context: app.VIA_SECRETS_MANAGER,
  };
  await expect(decide(world, request)).resolves.toMatchObject({ outcome: 'allowed' });
  await expect(decide(world.withMutation(emptied), request)).resolves.toMatchObject({ outcome: 'implicitly denied' });
});

test('a decision that a mutant does not touch is remembered, one that it touches is made anew', async () => {
  const request = { principal: reader, action: app.GET, resource: world.secret(app.open) };
  const first = await decide(world, request);
  const elsewhere = mutantsOf(world, { only: ({ id }) => id === world.key(app.closedKey).policy });
  expect(await decide(world.withMutation(elsewhere[0]), request)).toBe(first);
  expect(await decide(world.withMutation(mutant('Decrypt without its Allow statement')), request)).not.toBe(first);
});
