/** What the world consists of. Policies are ids of documents, so that a handle is good in every mutated world. */

export type Tags = Readonly<Record<string, string>>;

export interface Resource {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly tags: Tags;
  /** `stack/logicalId` where it comes from a template. */
  readonly path?: string;
  /** The id of its resource policy. */
  readonly policy?: string;
}

export interface Secret extends Resource {
  readonly name: string;
  readonly primaryRegion: string;
  /** `KmsKeyId` as written: an ARN, a key id or an alias. Absent: the AWS managed key. */
  readonly kmsKeyId?: string;
}

export interface Key extends Resource {
  readonly aliases: readonly string[];
}

export interface Principal {
  readonly kind: 'role' | 'user' | 'service';
  readonly name: string;
  /** The role, the user, or the name of the service. */
  readonly arn: string;
  /** Empty for a service. */
  readonly account: string;
  readonly tags: Tags;
  readonly path?: string;
  /** The ids of its identity policies, a user's groups' included. */
  readonly policies: readonly string[];
  /** The id of its permissions boundary. */
  readonly boundary?: string;
  /** The session's name where the role acts as one of its sessions. */
  readonly session?: string;
}

/** The principal that a session of a role is, with its session tags. */
export function asSession(role: Principal, session = 'session', sessionTags: Tags = {}): Principal {
  if (role.kind !== 'role') {
    throw new Error(`'${role.arn}' is a ${role.kind}: only a role has sessions`);
  }
  return { ...role, session, tags: { ...role.tags, ...sessionTags } };
}

/** An AWS service that acts on its own behalf, such as `rds.amazonaws.com`. */
export function servicePrincipal(name: string): Principal {
  return { kind: 'service', name, arn: name, account: '', tags: {}, policies: [] };
}

/** The ARN that the simulator takes for the principal. */
export function requestArn(principal: Principal): string {
  if (principal.session === undefined) {
    return principal.arn;
  }
  const partition = principal.arn.split(':')[1];
  return `arn:${partition}:sts::${principal.account}:assumed-role/${principal.name}/${principal.session}`;
}

/** The parts of an ARN that a resource is told apart by. */
export function partsOf(arn: string): { partition: string; region: string; account: string; rest: string } {
  const [prefix, partition, , region, account, ...rest] = arn.split(':');
  if (prefix !== 'arn' || rest.length === 0) {
    throw new Error(`'${arn}' is not an ARN`);
  }
  return { partition, region, account, rest: rest.join(':') };
}
