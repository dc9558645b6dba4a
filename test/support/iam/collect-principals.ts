import { MANAGED_POLICIES } from './aws-managed';
import { pathOf, tagsOf } from './collect-resources';
import type { Principal } from './model';
import { type NamedDocument, type PolicyDocument, policyDocument } from './policy-document';
import type { ResolvedApp, ResolvedResource } from './resolve-template';
import type { Json, JsonObject } from './template';

export type IdentityKind = 'role' | 'user' | 'group';

export interface CollectedPrincipals {
  readonly principals: Principal[];
  readonly documents: NamedDocument[];
}

interface Identity {
  readonly principal: Omit<Principal, 'kind' | 'policies'>;
  readonly kind: IdentityKind;
  readonly policies: string[];
  readonly groups: string[];
}

const KINDS: Record<string, IdentityKind> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
};
/** The property of a policy that names whom it is attached to, and whom it names. */
const ATTACHMENTS: Record<string, IdentityKind> = {
  Roles: 'role',
  Users: 'user',
  Groups: 'group',
  RoleName: 'role',
  UserName: 'user',
  GroupName: 'group',
};
const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy'];

/**
 * The roles and users of all stacks, with every policy that applies to them: inline, attached from either side,
 * inherited from a group. A policy attached to a role that no stack creates (an imported role) makes that role known.
 * `extraManaged` holds the managed policies that live outside, by ARN.
 */
export function collectPrincipals(
  app: ResolvedApp,
  extraManaged: Readonly<Record<string, PolicyDocument>>,
): CollectedPrincipals {
  const documents: NamedDocument[] = Object.entries(extraManaged).map(([id, document]) => ({
    id,
    kind: 'identity',
    document,
    written: false,
  }));
  const write = (id: string, value: Json | undefined): string => {
    documents.push({ id, kind: 'identity', document: policyDocument(value, id), written: true });
    return id;
  };
  const identities = new Map<string, Identity>();
  const identity = (account: string, partition: string, kind: IdentityKind, name: string): Identity => {
    const key = `${account} ${kind} ${name}`;
    const arn = `arn:${partition}:iam::${account}:${kind}/${name}`;
    const known = identities.get(key) ?? {
      kind,
      principal: { name, arn, account, tags: {} },
      policies: [],
      groups: [],
    };
    identities.set(key, known);
    return known;
  };

  for (const resource of app.resources(...Object.keys(KINDS))) {
    const { account } = resource.environment;
    const inline = (resource.property('Policies') ?? []) as JsonObject[];
    const attached = (resource.property('ManagedPolicyArns') ?? []) as string[];
    identities.set(`${account} ${KINDS[resource.type]} ${resource.ref}`, {
      kind: KINDS[resource.type],
      principal: {
        name: resource.ref,
        arn: resource.attribute('Arn'),
        account,
        tags: tagsOf(resource),
        path: pathOf(resource),
        boundary: resource.property('PermissionsBoundary') as string | undefined,
      },
      policies: [
        ...inline.map(({ PolicyName, PolicyDocument }) => write(`${pathOf(resource)}/${PolicyName}`, PolicyDocument)),
        ...attached,
      ],
      groups: (resource.property('Groups') ?? []) as string[],
    });
  }
  for (const resource of app.resources('AWS::IAM::ManagedPolicy', ...POLICIES)) {
    const isManaged = resource.type === 'AWS::IAM::ManagedPolicy';
    const id = write(isManaged ? resource.ref : pathOf(resource), resource.property('PolicyDocument'));
    for (const [kind, name] of attachmentsOf(resource)) {
      identity(resource.environment.account, resource.environment.partition, kind, name).policies.push(id);
    }
  }
  for (const addition of app.resources('AWS::IAM::UserToGroupAddition')) {
    for (const user of addition.property('Users') as string[]) {
      const { account, partition } = addition.environment;
      identity(account, partition, 'user', user).groups.push(String(addition.property('GroupName')));
    }
  }
  documents.push(...knownManagedPolicies([...identities.values()]).filter(({ id }) => !(id in extraManaged)));
  return { principals: principalsOf(identities), documents };
}

function attachmentsOf(resource: ResolvedResource): [IdentityKind, string][] {
  return Object.entries(ATTACHMENTS).flatMap(([property, kind]) =>
    [resource.property(property) ?? []].flat().map((name): [IdentityKind, string] => [kind, String(name)]),
  );
}

function principalsOf(identities: ReadonlyMap<string, Identity>): Principal[] {
  return [...identities.values()].flatMap(({ principal, kind, policies, groups }) => {
    if (kind === 'group') {
      return [];
    }
    const inherited = groups.flatMap((name) => identities.get(`${principal.account} group ${name}`)?.policies ?? []);
    return [{ ...principal, kind, policies: [...new Set([...policies, ...inherited])] }];
  });
}

function knownManagedPolicies(identities: readonly Identity[]): NamedDocument[] {
  const arns = new Set(identities.flatMap(({ policies }) => policies));
  return [...arns].flatMap((id): NamedDocument[] => {
    const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(id)?.[1];
    const document = name === undefined ? undefined : MANAGED_POLICIES[name];
    return document ? [{ id, kind: 'identity', document, written: false }] : [];
  });
}
