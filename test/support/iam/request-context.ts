import { keysOfAction, valuesOfKey } from './condition-keys';
import { type Key, type Principal, partsOf, type Resource, type Secret } from './model';

/** Context keys of a request. An undefined value takes a key away that the harness would fill in. */
export type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

export type ConcreteContext = Record<string, string | string[]>;

interface Target {
  readonly principal: Principal;
  readonly action: string;
  /** Undefined for an action that takes no resource. */
  readonly resource: Secret | Key | Resource | undefined;
}

/** The context that AWS would send with a request: what follows from who asks for what, then what the test says. */
export async function contextOf(target: Target, given: Context): Promise<ConcreteContext> {
  const accepted = await keysOfAction(target.action);
  const context = new Map<string, [string, string | readonly string[] | undefined]>();
  for (const [key, value] of [
    ...Object.entries(principalContext(target.principal)),
    ...Object.entries(resourceContext(target, accepted)),
    ...Object.entries(given),
  ]) {
    context.set(key.toLowerCase(), [key, value]);
  }
  const entries = [...context.values()].filter(([, value]) => value !== undefined) as [string, string | string[]][];
  const names = entries.flatMap(([key]) => /^kms:EncryptionContext:(.+)$/i.exec(key)?.[1] ?? []);
  if (names.length > 0 && !context.has('kms:encryptioncontextkeys')) {
    entries.push(['kms:EncryptionContextKeys', names]);
  }
  for (const [key, value] of entries) {
    await checkKey(target.action, accepted, key, value);
  }
  return Object.fromEntries(entries);
}

function principalContext({ kind, name, arn, account, session, tags }: Principal): Context {
  const common = {
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    ...prefixed('aws:PrincipalTag/', tags),
  };
  if (kind === 'service') {
    return {
      ...common,
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': name,
      'aws:PrincipalServiceNamesList': [name],
    };
  }
  return {
    ...common,
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': kind === 'user' ? 'User' : 'AssumedRole',
    'aws:username': kind === 'user' ? name : undefined,
    'aws:userid': kind === 'user' ? `AIDA-${name}` : `AROA-${name}:${session ?? 'session'}`,
  };
}

function resourceContext({ action, principal, resource }: Target, accepted: readonly string[]): Context {
  const kmsCaller = accepted.includes('kms:calleraccount') && principal.account !== '' ? principal.account : undefined;
  const caller = { 'kms:CallerAccount': kmsCaller };
  if (!resource) {
    return caller;
  }
  const { region, account, tags } = resource;
  const place = { 'aws:RequestedRegion': region, 'aws:ResourceAccount': account };
  const common = { ...caller, ...place, ...prefixed('aws:ResourceTag/', tags) };
  if (!('primaryRegion' in resource)) {
    const aliases = 'aliases' in resource && resource.aliases.length > 0 ? resource.aliases : undefined;
    return { ...common, 'kms:ResourceAliases': action.startsWith('kms:') ? aliases : undefined };
  }
  const own: Context = {
    'secretsmanager:SecretId': resource.arn,
    'secretsmanager:SecretPrimaryRegion': resource.primaryRegion,
  };
  return {
    ...common,
    ...Object.fromEntries(Object.entries(own).filter(([key]) => accepted.includes(key.toLowerCase()))),
    ...(accepted.includes('secretsmanager:resourcetag/tag-key') && prefixed('secretsmanager:ResourceTag/', tags)),
  };
}

/** The guards that the simulator's own `ignoredContextKeys` does not give, for renamed keys and for lists. */
async function checkKey(
  action: string,
  accepted: readonly string[],
  key: string,
  value: string | string[],
): Promise<void> {
  const prefix = /^(kms:encryptioncontext:|secretsmanager:resourcetag\/)/.exec(key.toLowerCase())?.[1];
  if (prefix !== undefined && !accepted.some((listed) => listed.startsWith(prefix))) {
    throw new Error(`${action} does not have the context key '${key}'`);
  }
  const values = await valuesOfKey(key);
  if (values === 'unknown') {
    throw new Error(`no context key is called '${key}'`);
  }
  if (Array.isArray(value) && (values === 'one' || value.length === 0)) {
    throw new Error(`'${key}' has ${values === 'one' ? 'one value, not a list' : 'an empty list: leave it out'}`);
  }
}

function prefixed(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}${key}`, value]));
}

/** The account that a resource is in. */
export function accountOf(resource: string): string {
  return partsOf(resource).account;
}
