import { type Context, type Decision, decide, type Outcome, type Secret, type World } from '../../support/iam';
import { type Actor, BEYOND, DIFFERENT, EVERYTHING, type GranteeCase, WITHIN } from './grantees';
import { GRANTS, type GrantCase, type GrantName } from './grants';
import {
  KEY_ACTIONS,
  KEY_ADMINISTRATION,
  KEY_USE,
  OPERATIONS,
  type Operation,
  type OperationName,
  PROBES,
} from './operations';
import { ACCOUNT, REGION, Scene } from './scene';

/** One request, and what the policies have to decide. */
export interface Case {
  readonly name: string;
  /** The operation or the action on the key. */
  readonly request: string;
  readonly expected: Outcome;
  /** The Sid of the statement that has to deny explicitly. */
  readonly deniedBy?: string;
  readonly decide: (world: World) => Promise<Decision>;
}

/** All cases of one kind of grantee, in a world of its own. */
export interface Matrix {
  readonly world: World;
  readonly cases: Case[];
}

const DENIED: Outcome = 'implicitly denied';

export function matrixOf(kind: string): Matrix {
  const scene = new Scene();
  const isWithin = kind in WITHIN;
  const make = isWithin ? WITHIN[kind] : BEYOND[kind];
  const granted = (Object.entries(GRANTS) as [GrantName, GrantCase][])
    .filter(([, { isWithinAccount }]) => isWithin || !isWithinAccount)
    .map(([name, grant], index) => {
      const made = make(scene, index);
      grant.grant(scene.own, made.grantee);
      grant.grant(scene.legacy, made.grantee);
      // The policy of the key allows DescribeKey to whoever is beyond the account, and is all that decides over most.
      const describesKey = !isWithin && !made.isOfApp && grant.keyActions.length > 0;
      const keyActions = describesKey ? [...grant.keyActions, DESCRIBE_KEY] : grant.keyActions;
      const tried = DIFFERENT.includes(kind) ? ALL : [...new Set([...PROBES, ...grant.operations])];
      return { name: `${name} for ${kind}`, grant: { ...grant, keyActions, tried }, grantee: made };
    });
  const world = scene.world();
  return {
    world,
    cases: [
      ...granted.flatMap(({ name, grant, grantee }) => casesOf(scene, world, name, grant, grantee)),
      ...intruders(world).flatMap((actor) => casesOfIntruder(scene, world, actor)),
      ...casesOfAdministrator(scene, world),
    ],
  };
}

/** A grant with the calls that are tried on what it grants. */
type TriedGrant = GrantCase & { readonly tried: OperationName[] };

function casesOf(scene: Scene, world: World, name: string, grant: TriedGrant, grantee: GranteeCase): Case[] {
  const [own, sibling, foreign] = [scene.own.secret, scene.own.sibling, scene.foreign].map((one) => world.secret(one));
  const [legacy, besideLegacy, legacyForeign] = [scene.legacy.secret, scene.legacy.sibling, scene.legacyForeign].map(
    (one) => world.secret(one),
  );
  const inScope = grant.isOfNamespace ? [own, sibling] : [own];
  const outOfScope = grant.isOfNamespace ? [foreign, legacyForeign] : [sibling, foreign, besideLegacy, legacyForeign];
  const actors = grantee.actors(world).map((actor) => ({ ...actor, name: `${name}, ${actor.name}` }));
  const strangers = (grantee.strangers?.(world) ?? []).map((one) => ({ ...one, name: `${name}, not ${one.name}` }));
  const ofActor = (actor: Actor): Case[] => [
    ...inScope.flatMap((secret) => onSecret(actor, secret, grant.operations, grant.tried)),
    ...inScope.flatMap((secret) => onKey(scene, actor, secret, grant.keyActions)),
    ...onKey(scene, actor, legacy, grant.keyActions, WAYS_WITH_ITS_KEY),
    ...onAll(actor, grant.operations),
    // What is allowed on one secret is what a mistake would allow on another.
    ...outOfScope.flatMap((secret) => narrowed(scene, grant, actor, secret, false)),
  ];
  return [
    ...actors.filter(({ isSession }) => !isSession).flatMap(ofActor),
    ...actors
      .filter(({ isSession }) => isSession)
      .flatMap((actor) => inScope.flatMap((secret) => narrowed(scene, grant, actor, secret, true))),
    ...strangers.flatMap((actor) => inScope.flatMap((secret) => narrowed(scene, grant, actor, secret, false))),
  ];
}

/** Those whom nobody granted anything: in the account without a policy, and elsewhere with all policies. */
function intruders(world: World): Actor[] {
  const nobody = world.addPrincipal({ name: 'nobody', account: ACCOUNT });
  const third = world.addPrincipal({ name: 'third', account: '999900001111', policies: [EVERYTHING] });
  return [
    { name: 'no grant for a role without a policy', principal: nobody },
    { name: 'no grant for a role of a third account with all policies', principal: third },
  ];
}

function casesOfIntruder(scene: Scene, world: World, actor: Actor): Case[] {
  const secret = world.secret(scene.own.secret);
  return [...onSecret(actor, secret, []), ...onKey(scene, actor, secret, []), ...onAll(actor, [])];
}

/** Somebody of the account who may do everything administers the key, and uses it through Secrets Manager only. */
function casesOfAdministrator(scene: Scene, world: World): Case[] {
  const principal = world.addPrincipal({ name: 'administrator', account: ACCOUNT, policies: [EVERYTHING] });
  const actor = { name: 'an administrator', principal };
  const secret = world.secret(scene.own.secret);
  const onKeyOf = (action: string, expected: Outcome, deniedBy?: string, context: Context = {}): Case => ({
    name: `${actor.name}: ${action} ${JSON.stringify(context)}`,
    request: action,
    expected,
    deniedBy,
    decide: (mutated) => decide(mutated, { principal, action, resource: mutated.keyOf(secret), context }),
  });
  const forService = (value: string): Context => ({ 'kms:GrantIsForAWSResource': value });
  return [
    ...KEY_ADMINISTRATION.map((action) => onKeyOf(action, 'allowed')),
    ...KEY_USE.map((action) => onKeyOf(action, 'allowed', undefined, THROUGH_SECRETS_MANAGER.context)),
    ...[...KEY_USE, 'kms:ReEncryptFrom'].map((action) => onKeyOf(action, DENIED)),
    onKeyOf('kms:CreateGrant', 'allowed', undefined, forService('true')),
    onKeyOf('kms:CreateGrant', 'allowed', undefined, { ...forService('false'), 'aws:PrincipalIsAWSService': 'true' }),
    onKeyOf('kms:CreateGrant', 'explicitly denied', 'NoGrantButForAwsServices', forService('false')),
  ];
}

/** The requests that the grant allows, where they have to be decided alike. */
function narrowed(scene: Scene, grant: GrantCase, actor: Actor, secret: Secret, isAllowed: boolean): Case[] {
  const requests: string[] = [
    ...grant.operations,
    ...grant.keyActions.filter((action) => isAllowed || action !== DESCRIBE_KEY),
  ];
  const isStranger = !isAllowed && actor.name.includes(', not ');
  const ways = actor.isUnknownToKms ? [] : [THROUGH_SECRETS_MANAGER];
  return [
    ...onSecret(actor, secret, isAllowed ? grant.operations : []),
    ...onKey(scene, actor, secret, isAllowed ? grant.keyActions : [], ways),
  ].filter(({ request }) => requests.includes(request) || (isStranger && request === DESCRIBE_KEY));
}

function onSecret(actor: Actor, secret: Secret, allowed: OperationName[], tried = ALL): Case[] {
  const ofSecret = tried.filter((name) => !isOnAll(name));
  return ofSecret.map((name) => {
    const isForced = name === 'forceDelete';
    return {
      name: `${actor.name}: ${name} on ${secret.name}`,
      request: name,
      expected: isForced ? 'explicitly denied' : allowed.includes(name) ? 'allowed' : DENIED,
      deniedBy: isForced ? 'NoDeletionWithoutRecovery' : undefined,
      decide: (world) => request(world, actor, OPERATIONS[name], secret),
    };
  });
}

function onAll(actor: Actor, allowed: OperationName[]): Case[] {
  const isWithin = actor.principal.account === ACCOUNT;
  return ALL.filter((name) => isOnAll(name) && isWithin).map((name) => ({
    name: `${actor.name}: ${name}`,
    request: name,
    expected: allowed.includes(name) ? 'allowed' : DENIED,
    decide: (world) => request(world, actor, OPERATIONS[name], '*'),
  }));
}

const ALL = Object.keys(OPERATIONS) as OperationName[];

function isOnAll(name: OperationName): boolean {
  const { onAll: takesNoResource = false }: Operation = OPERATIONS[name];
  return takesNoResource;
}

const DESCRIBE_KEY = 'kms:DescribeKey';

/** A way to use a key. In the first it may be allowed, in the others never. */
interface Way {
  readonly name: string;
  readonly context: Context;
  readonly withOtherKey?: boolean;
}

const via = (service: string): Context => ({
  'kms:ViaService': `${service}.amazonaws.com`,
  'aws:ViaAWSService': 'true',
});

const THROUGH_SECRETS_MANAGER: Way = { name: 'through Secrets Manager', context: via(`secretsmanager.${REGION}`) };

const WAYS: Way[] = [
  THROUGH_SECRETS_MANAGER,
  { name: 'directly', context: {} },
  { name: 'through S3', context: via(`s3.${REGION}`) },
  { name: 'through Secrets Manager of another Region', context: via('secretsmanager.us-east-1') },
  { name: 'with another key', context: via(`secretsmanager.${REGION}`), withOtherKey: true },
];

/** A key without an alias is named by the encryption context alone where its ARN cannot be handed on. */
const WAYS_WITH_ITS_KEY = WAYS.filter(({ withOtherKey }) => !withOtherKey);

function onKey(scene: Scene, actor: Actor, secret: Secret, allowed: string[], ways = WAYS): Case[] {
  // What is denied through Secrets Manager is not worth trying in other ways.
  const tried = (way: Way) => (way === THROUGH_SECRETS_MANAGER || allowed.length === 0 ? KEY_ACTIONS : allowed);
  return ways.flatMap((way) =>
    tried(way).map((action) => ({
      name: `${actor.name}: ${action} ${way.name} for ${secret.name}`,
      request: action,
      expected: way === THROUGH_SECRETS_MANAGER && allowed.includes(action) ? ('allowed' as const) : DENIED,
      decide: (world: World) =>
        decide(world, {
          principal: actor.principal,
          action,
          resource: way.withOtherKey ? world.key(scene.otherKey) : world.keyOf(secret),
          context: {
            ...(actor.principal.kind === 'service' ? {} : actor.context),
            ...way.context,
            ...(action === DESCRIBE_KEY ? {} : { 'kms:EncryptionContext:SecretARN': secret.arn }),
          },
        }),
    })),
  );
}

function request(world: World, actor: Actor, operation: Operation, resource: Secret | '*'): Promise<Decision> {
  const { action, context } = operation;
  return decide(world, { principal: actor.principal, action, resource, context: { ...actor.context, ...context } });
}

/** What is wrong with the decision of a case; undefined where it is as expected. */
export async function failureOf(world: World, one: Case): Promise<string | undefined> {
  const { outcome, deniedBy, reason } = await one.decide(world);
  const isForTheReason = one.deniedBy === undefined || deniedBy.some(({ sid }) => sid === one.deniedBy);
  return outcome === one.expected && isForTheReason ? undefined : `${one.name}: expected ${one.expected}, ${reason}`;
}
