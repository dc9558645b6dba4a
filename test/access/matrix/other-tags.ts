import { AccountPrincipal, type IGrantable, OrganizationPrincipal } from 'aws-cdk-lib/aws-iam';
import { GovernedSecret, SecretName } from '../../../src';
import type { Context, Outcome, Principal, World } from '../../support/iam';
import { newRole } from '../../support/stacks';
import type { Case, Matrix } from './cases';
import { type Actor, EVERYTHING } from './grantees';
import { KEY_ACTIONS } from './operations';
import { OTHER_ACCOUNT, Scene } from './scene';
import { tried, triedWithKey } from './tried';

/** Who is granted reading by tags, who then reads, and who does not whatever the tags are. */
interface Readers {
  readonly grantee: IGrantable;
  readonly reader: (world: World) => Actor;
  readonly stranger: (world: World) => Actor;
  readonly keyActions: string[];
}

const ORGANIZATION = 'o-a1b2c3d4e5';
const [DECRYPT, DESCRIBE_KEY] = ['kms:Decrypt', 'kms:DescribeKey'];

const outsider = (name: string, account = OTHER_ACCOUNT, context: Context = {}) => {
  return (world: World): Actor => {
    return { name, principal: world.addPrincipal({ name, account, policies: [EVERYTHING] }), context };
  };
};
const memberOf = (organization: string): Context => ({ 'aws:PrincipalOrgID': organization });

const READERS: Record<string, (scene: Scene) => Readers> = {
  'a role': ({ stack }) => {
    const grantee = newRole(stack, {}, 'ByTags');
    const without = newRole(stack, {}, 'WithoutGrant');
    return {
      grantee,
      reader: (world) => ({ name: 'reader', principal: world.principal(grantee) }),
      stranger: (world) => ({ name: 'stranger', principal: world.principal(without) }),
      keyActions: [DECRYPT],
    };
  },
  'another account': () => ({
    grantee: new AccountPrincipal(OTHER_ACCOUNT),
    reader: outsider('reader'),
    stranger: outsider('stranger', '777788889999'),
    keyActions: [DECRYPT, DESCRIBE_KEY],
  }),
  'an organization': () => ({
    grantee: new OrganizationPrincipal(ORGANIZATION),
    reader: outsider('reader', OTHER_ACCOUNT, memberOf(ORGANIZATION)),
    stranger: outsider('stranger', OTHER_ACCOUNT, memberOf('o-elsewhere00')),
    keyActions: [DECRYPT, DESCRIBE_KEY],
  }),
};

export const TAGGED = Object.keys(READERS);

/** The tags of a reader; the secret has `Service: legacy` and `Team: checkout`. */
const TAGS: [string, Record<string, string>, Outcome][] = [
  ['with both tags equal', { Service: 'legacy', Team: 'checkout' }, 'allowed'],
  ['with another Team', { Service: 'legacy', Team: 'fraud' }, 'implicitly denied'],
  ['with another Service', { Service: 'shop', Team: 'checkout' }, 'implicitly denied'],
  ['without Team', { Service: 'legacy' }, 'implicitly denied'],
  ['without Service', { Team: 'checkout' }, 'implicitly denied'],
  ['without tags', {}, 'implicitly denied'],
];

const READING = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];

/** Under a key with the default policy of the CDK, where nothing but the grant protects it. */
export function matrixOfTags(kind: string): Matrix {
  const scene = new Scene();
  const { namespace } = scene.legacy;
  const { grantee, reader, stranger, keyActions } = READERS[kind](scene);
  namespace.grants.readByTags(grantee, 'Service', 'Team');
  const tags = { Team: 'checkout' };
  const secret = namespace.addSecret('Tagged', { purpose: 'tagged', tags });
  const foreign = new GovernedSecret(scene.stack, 'ForeignTagged', {
    name: SecretName.of({ environment: 'prod', service: 'legacy-x', purpose: 'tagged' }),
    owner: 'team',
    encryptionKey: namespace.encryptionKey,
    tags,
  });
  const world = scene.world();
  const [own, other, untagged] = [secret, foreign, scene.legacy.secret].map((one) => world.secret(one));
  const [allowed, refused] = [reader(world), stranger(world)];
  const equal = { Service: 'legacy', Team: 'checkout' };
  const equalToOther = { ...equal, Service: 'legacy-x' };
  const reading = (actor: Actor, target: typeof own, expected: Outcome): Case[] =>
    READING.map((action) => tried(actor, action, target, expected));
  return {
    world,
    cases: [
      ...TAGS.flatMap(([name, ofReader, expected]) => reading(tagged(allowed, ofReader, name), own, expected)),
      ...reading(tagged(allowed, equal), untagged, 'implicitly denied'),
      ...reading(tagged(allowed, equalToOther), other, 'implicitly denied'),
      ...reading(tagged(refused, equal), own, 'implicitly denied'),
      tried(tagged(allowed, equal), 'secretsmanager:PutSecretValue', own, 'implicitly denied'),
      ...triedWithKey(tagged(allowed, equal), own, KEY_ACTIONS, keyActions),
      ...triedWithKey(tagged(allowed, equalToOther), other, [DECRYPT], []),
      ...triedWithKey(tagged(refused, equal), own, KEY_ACTIONS, []),
    ],
  };
}

function tagged(actor: Actor, tags: Record<string, string>, how = 'with both tags equal'): Actor {
  const principal: Principal = { ...actor.principal, tags };
  return { ...actor, name: `${actor.name} ${how}`, principal };
}
