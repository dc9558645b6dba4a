import { defaultKeyPolicy } from './aws-managed';
import { type Key, partsOf, type Resource, type Secret, type Tags } from './model';
import { type NamedDocument, policyDocument } from './policy-document';
import type { ResolvedApp, ResolvedResource } from './resolve-template';
import { isObject, type Json } from './template';

export interface CollectedResources {
  readonly secrets: Secret[];
  readonly keys: Key[];
  readonly functions: Resource[];
  readonly documents: NamedDocument[];
}

/** The secrets with their replicas, the keys and the functions of all stacks, with their resource policies. */
export function collectResources(app: ResolvedApp): CollectedResources {
  const documents: NamedDocument[] = [];
  const keys = app.resources('AWS::KMS::Key', 'AWS::KMS::ReplicaKey').map((key) => {
    const value = key.property('KeyPolicy');
    const document = value === undefined ? defaultKeyPolicy(key.environment) : policyDocument(value, pathOf(key));
    documents.push({ id: pathOf(key), kind: 'key', document, written: value !== undefined });
    return { ...described(key, key.attribute('Arn')), policy: pathOf(key), aliases: aliasesOf(app, key) };
  });
  const policies = new Map<string, string>();
  for (const resource of app.resources('AWS::SecretsManager::ResourcePolicy')) {
    const document = policyDocument(resource.property('ResourcePolicy'), pathOf(resource));
    const secret = resource.ref;
    if (policies.has(secret)) {
      throw new Error(`${pathOf(resource)}: '${secret}' already has the policy ${policies.get(secret)}`);
    }
    policies.set(secret, pathOf(resource));
    documents.push({ id: pathOf(resource), kind: 'secret', document, written: true });
  }
  const secrets = app.resources('AWS::SecretsManager::Secret').flatMap((secret) => secretsOf(secret, policies));
  const unknown = [...policies.keys()].filter((arn) => !secrets.some((secret) => secret.arn === arn));
  secrets.push(...unknown.map((arn) => importedSecret(arn, policies.get(arn))));
  return { secrets, keys, functions: app.resources('AWS::Lambda::Function').map((fn) => described(fn)), documents };
}

export function pathOf({ stack, logicalId }: ResolvedResource): string {
  return `${stack}/${logicalId}`;
}

/** The tags of a resource, written as CloudFormation's list of pairs. */
export function tagsOf(resource: ResolvedResource): Tags {
  const tags = (resource.property('Tags') ?? []) as { Key: string; Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

/** A secret that no template creates, known by its ARN. */
export function importedSecret(arn: string, policy?: string, kmsKeyId?: string, tags: Tags = {}): Secret {
  const { partition, region, account, rest } = partsOf(arn);
  const name = /^secret:(.+)-[A-Za-z0-9]{6}$/.exec(rest)?.[1];
  if (name === undefined) {
    throw new Error(`'${arn}' is not the full ARN of a secret: a harness needs the six characters at its end`);
  }
  return { arn, name, partition, region, account, primaryRegion: region, tags, policy, kmsKeyId };
}

function described(resource: ResolvedResource, arn: string = resource.attribute('Arn')): Resource {
  return { arn, ...resource.environment, tags: tagsOf(resource), path: pathOf(resource) };
}

function secretsOf(resource: ResolvedResource, policies: ReadonlyMap<string, string>): Secret[] {
  const arn = resource.ref;
  const primary: Secret = {
    ...importedSecret(arn, policies.get(arn), textOf(resource.property('KmsKeyId')), tagsOf(resource)),
    path: pathOf(resource),
  };
  const replicas = ((resource.property('ReplicaRegions') ?? []) as Json[]).filter(isObject).map((replica) => ({
    ...primary,
    region: String(replica.Region),
    arn: arn.replace(`:${primary.region}:`, `:${replica.Region}:`),
    kmsKeyId: textOf(replica.KmsKeyId),
  }));
  return [primary, ...replicas];
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function aliasesOf(app: ResolvedApp, key: ResolvedResource): string[] {
  const arn = key.attribute('Arn');
  return app
    .resources('AWS::KMS::Alias')
    .filter(({ environment, property }) => {
      const target = String(property('TargetKeyId'));
      const inSamePlace =
        environment.account === key.environment.account && environment.region === key.environment.region;
      return target === arn || (inSamePlace && target === key.ref);
    })
    .map((alias) => alias.ref);
}
