import {
  AccountPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  CompositePrincipal,
  Group,
  type IGrantable,
  OrganizationPrincipal,
  Role,
  ServicePrincipal,
  User,
  WebIdentityPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { asSession, type Context, type Principal, policy, servicePrincipal, type World } from '../../support/iam';
import { ACCOUNT, OTHER_ACCOUNT, type Scene } from './scene';

/** Somebody who calls, with what a request of theirs carries. */
export interface Actor {
  readonly name: string;
  readonly principal: Principal;
  readonly context?: Context;
  /** It is the same as the one before it, in a session. */
  readonly isSession?: boolean;
  /** Secrets Manager alone refuses it: KMS does not learn for which account a service called. */
  readonly isUnknownToKms?: boolean;
}

/** A grantee of one kind, made for one grant, and those who can and who cannot act as it. */
export interface GranteeCase {
  readonly grantee: IGrantable;
  readonly actors: (world: World) => Actor[];
  readonly strangers?: (world: World) => Actor[];
  /** Its own policy is written by the app: nothing in it is wider than the grant. */
  readonly isOfApp?: boolean;
}

type Make = (scene: Scene, index: number) => GranteeCase;

/** What lets anybody do everything as far as they themselves decide. */
export const EVERYTHING = policy(
  { Sid: 'AllOfSecretsManager', Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' },
  { Sid: 'AllOfKms', Effect: 'Allow', Action: 'kms:*', Resource: '*' },
);

const EC2 = new ServicePrincipal('ec2.amazonaws.com');

const withSession = (principal: Principal): Actor[] => [
  { name: 'itself', principal },
  { name: 'a session of it', principal: asSession(principal), isSession: true },
];

const role = (scene: Scene, stack: string, index: number, region?: string, account?: string): Role =>
  new Role(scene.stackIn(stack, region, account), `Role${index}`, { assumedBy: EC2, roleName: `${stack}-${index}` });

const ofRole = (grantee: Role): GranteeCase => ({
  grantee,
  isOfApp: true,
  actors: (world) => withSession(world.principal(grantee)),
});

/** Roles that the other account allows everything: what they may do is what is allowed here. */
const outsider = (world: World, name: string, account = OTHER_ACCOUNT, context: Context = {}): Actor[] =>
  withSession(world.addPrincipal({ name, account, policies: [EVERYTHING] })).map((actor) => ({ ...actor, context }));

export const WITHIN: Record<string, Make> = {
  'a role': (scene, index) => ofRole(role(scene, 'Secrets', index)),
  'a role in another stack': (scene, index) => ofRole(role(scene, 'Readers', index)),
  'a role in another Region': (scene, index) => ofRole(role(scene, 'Far', index, 'eu-central-1')),
  'a user': (scene, index) => {
    const grantee = new User(scene.stack, `User${index}`);
    return { grantee, actors: (world) => [{ name: 'itself', principal: world.principal(grantee) }] };
  },
  'a group': (scene, index) => {
    const grantee = new Group(scene.stack, `Group${index}`);
    const member = new User(scene.stack, `Member${index}`, { groups: [grantee] });
    return { grantee, actors: (world) => [{ name: 'a member', principal: world.principal(member) }] };
  },
  'an imported role': (scene, index) => ({
    grantee: Role.fromRoleName(scene.stack, `Imported${index}`, `imported-${index}`),
    actors: (world) => withSession(world.addPrincipal({ name: `imported-${index}`, account: ACCOUNT })),
  }),
  'a role for a web identity': (scene, index) =>
    ofRole(
      new Role(scene.stack, `Web${index}`, { assumedBy: new WebIdentityPrincipal('oidc.eks.eu-west-1.amazonaws.com') }),
    ),
  'a composite principal': (scene, index) => {
    const roles = [role(scene, 'Secrets', index), role(scene, 'Readers', index)];
    return {
      grantee: { grantPrincipal: new CompositePrincipal(...roles) },
      actors: (world) => roles.map((one) => ({ name: one.node.path, principal: world.principal(one) })),
    };
  },
};

export const BEYOND: Record<string, Make> = {
  'a role of another account, by its ARN': (_, index) => ({
    grantee: new ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/by-arn-${index}`),
    actors: (world) => outsider(world, `by-arn-${index}`),
    strangers: (world) => [
      ...outsider(world, `not-by-arn-${index}`),
      ...outsider(world, `by-arn-${index}`, '777788889999'),
    ],
  }),
  'an imported role of another account': (scene, index) => ({
    grantee: Role.fromRoleArn(scene.stack, `Theirs${index}`, `arn:aws:iam::${OTHER_ACCOUNT}:role/theirs-${index}`),
    actors: (world) => outsider(world, `theirs-${index}`),
    strangers: (world) => outsider(world, `not-theirs-${index}`),
  }),
  'a role of another account in the app': (scene, index) => ({
    ...ofRole(role(scene, 'Theirs', index, undefined, OTHER_ACCOUNT)),
    strangers: (world) => outsider(world, `not-in-the-app-${index}`),
  }),
  'another account': (_, index) => ({
    grantee: new AccountPrincipal(`2222222222${10 + index}`),
    actors: (world) => outsider(world, 'anybody', `2222222222${10 + index}`),
    strangers: (world) => outsider(world, `anybody-${index}`, '777788889999'),
  }),
  'an organization': (_, index) => ({
    grantee: new OrganizationPrincipal(`o-grantnumber${10 + index}`),
    actors: (world) =>
      outsider(world, `member-${index}`, OTHER_ACCOUNT, { 'aws:PrincipalOrgID': `o-grantnumber${10 + index}` }),
    strangers: (world) => [
      ...outsider(world, `no-member-${index}`),
      ...outsider(world, `member-elsewhere-${index}`, OTHER_ACCOUNT, { 'aws:PrincipalOrgID': 'o-elsewhere00' }),
    ],
  }),
  'an organizational unit': (_, index) => {
    const unit = `o-a1b2c3d4e5/r-ab12/ou-ab12-111111${10 + index}/`;
    const inUnit = (paths: string[]): Context => ({ 'aws:PrincipalOrgPaths': paths });
    return {
      grantee: new AnyPrincipal().withConditions({
        'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${unit}*`] },
      }),
      actors: (world) => outsider(world, `unit-${index}`, OTHER_ACCOUNT, inUnit([unit])),
      strangers: (world) => outsider(world, `other-unit-${index}`, OTHER_ACCOUNT, inUnit(['o-a1b2c3d4e5/r-ab12/'])),
    };
  },
  'an AWS service': (_, index) => {
    const service = `service${index}.amazonaws.com`;
    const from = (account: string): Context => ({ 'aws:SourceAccount': account });
    return {
      grantee: new ServicePrincipal(service),
      actors: () => [{ name: 'the service', principal: servicePrincipal(service), context: from(ACCOUNT) }],
      strangers: () => [
        {
          name: 'for another account',
          principal: servicePrincipal(service),
          context: from(OTHER_ACCOUNT),
          isUnknownToKms: true,
        },
        { name: 'for nobody', principal: servicePrincipal(service), isUnknownToKms: true },
        { name: 'another service', principal: servicePrincipal('other.amazonaws.com'), context: from(ACCOUNT) },
      ],
    };
  },
};

/** The kinds for whom the library writes different statements. The others get the text that a role gets. */
export const DIFFERENT = [
  'a role',
  'a role in another Region',
  ...Object.keys(BEYOND).filter((kind) => kind !== 'an imported role of another account'),
];

/** The kinds that are tried: all of them with `MATRIX=all`, which `npm run test:matrix` sets. */
export function tried(kinds: Record<string, unknown>): string[] {
  return Object.keys(kinds).filter((kind) => process.env.MATRIX === 'all' || DIFFERENT.includes(kind));
}
