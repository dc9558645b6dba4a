import { AccountPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { AccessFence } from '../../../src';
import { asSession, servicePrincipal, World } from '../../support/iam';
import { newRole, newSecret, newStack } from '../../support/stacks';
import type { Matrix } from './cases';
import { type Actor, EVERYTHING } from './grantees';
import { ACCOUNT, OTHER_ACCOUNT } from './scene';
import { type Try, tried } from './tried';

interface FenceCase {
  readonly fences: AccessFence[];
  /** The actions that it fences in: the others are allowed from everywhere. */
  readonly actions: string[];
  /** Where a request comes from; where it has `deniedBy`, the fence holds it up. */
  readonly places: Try[];
  /** Whether the fence excepts the roles that are called `excepted-...`. */
  readonly excepts?: boolean;
}

const GET = 'secretsmanager:GetSecretValue';
const PUT = 'secretsmanager:PutSecretValue';
const TRIED = [GET, PUT, 'secretsmanager:DescribeSecret', 'secretsmanager:UpdateSecretVersionStage'];

const [FIRST, SECOND, THIRD, ELSEWHERE] = ['1', '2', '3', '4'].map((digit) => `vpce-0a1b2c3d4e5f6000${digit}`);
const ORGANIZATION = 'o-a1b2c3d4e5';
const EXCEPTED = [`arn:aws:iam::${ACCOUNT}:role/excepted-*`];

const through = (endpoint: string, deniedBy?: string): Try => ({
  how: `through ${endpoint}`,
  context: { 'aws:SourceVpce': endpoint },
  deniedBy,
});
const fromOutside = (deniedBy: string): Try => ({ how: 'from outside', context: {}, deniedBy });
const byCloudFormation = (deniedBy?: string): Try => ({
  how: 'by CloudFormation',
  context: { 'aws:ViaAWSService': 'true' },
  deniedBy,
});
const ofOrganization = (organization: string, deniedBy?: string): Try => ({
  how: `as a member of ${organization}`,
  context: { 'aws:PrincipalOrgID': organization },
  deniedBy,
});

const BY_ENDPOINT = 'OnlyThroughVpcEndpoints';
const BY_ORGANIZATION = 'OnlyFromOrganizations';
const PLACES = [
  through(FIRST),
  through(SECOND),
  through(ELSEWHERE, BY_ENDPOINT),
  fromOutside(BY_ENDPOINT),
  byCloudFormation(),
];

const FENCES: Record<string, FenceCase> = {
  'VPC endpoints': { fences: [AccessFence.vpcEndpoints([FIRST, SECOND])], actions: [GET], places: PLACES },
  'VPC endpoints with exceptions': {
    fences: [AccessFence.vpcEndpoints([FIRST, SECOND], { exceptPrincipalArns: EXCEPTED })],
    actions: [GET],
    places: PLACES,
    excepts: true,
  },
  'VPC endpoints, twice': {
    fences: [AccessFence.vpcEndpoints([FIRST, SECOND]), AccessFence.vpcEndpoints([SECOND, THIRD])],
    actions: [GET],
    places: [through(FIRST, `${BY_ENDPOINT}2`), through(SECOND), through(THIRD, BY_ENDPOINT), byCloudFormation()],
  },
  organizations: {
    fences: [AccessFence.organizations([ORGANIZATION])],
    actions: [GET, PUT],
    places: [
      ofOrganization(ORGANIZATION),
      ofOrganization('o-elsewhere00', BY_ORGANIZATION),
      fromOutside(BY_ORGANIZATION),
      byCloudFormation(BY_ORGANIZATION),
    ],
  },
};

export const FENCED = Object.keys(FENCES);

/** Everybody is granted reading and writing: the fence alone decides. */
export function matrixOfFence(name: string): Matrix {
  const { fences, actions, places, excepts = false } = FENCES[name];
  const stack = newStack(undefined, 'Fenced');
  const secret = newSecret(stack, { fences });
  const reader = newRole(stack, { roleName: 'reader' }, 'Reader');
  const excepted = newRole(stack, { roleName: 'excepted-reader' }, 'Excepted');
  for (const grantee of [reader, excepted, new AccountPrincipal(OTHER_ACCOUNT), new ServicePrincipal(SERVICE)]) {
    secret.grants.read(grantee);
    secret.grants.write(grantee);
  }
  const world = World.of(stack);
  const partner = world.addPrincipal({ name: 'partner', account: OTHER_ACCOUNT, policies: [EVERYTHING] });
  const heldUp: Actor[] = [
    { name: 'a reader', principal: world.principal(reader) },
    { name: 'a session of a reader', principal: asSession(world.principal(reader)) },
    { name: 'a partner', principal: partner },
  ];
  const maybeFree: Actor[] = [
    { name: 'an excepted role', principal: world.principal(excepted) },
    { name: 'a session of an excepted role', principal: asSession(world.principal(excepted)) },
  ];
  const service = servicePrincipal(SERVICE);
  const decided = (actor: Actor, isFree: boolean, place: Try) =>
    TRIED.map((action) => {
      const deniedBy = !isFree && actions.includes(action) ? place.deniedBy : undefined;
      const expected = deniedBy === undefined ? 'allowed' : 'explicitly denied';
      return tried(actor, action, world.secret(secret), expected, { ...place, deniedBy });
    });
  return {
    world,
    cases: [
      ...heldUp.flatMap((actor) => places.flatMap((place) => decided(actor, false, place))),
      ...maybeFree.flatMap((actor) => places.flatMap((place) => decided(actor, excepts, place))),
      ...decided({ name: 'an AWS service', principal: service }, true, FOR_ITSELF),
    ],
  };
}

const SERVICE = 'kafka.amazonaws.com';

/** A service calls from its own network, as a member of no organization. */
const FOR_ITSELF: Try = { how: 'for itself', context: { 'aws:SourceAccount': ACCOUNT } };
