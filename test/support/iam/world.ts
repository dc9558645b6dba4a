import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { managedKeyArn, managedKeyPolicy } from './aws-managed';
import { collectFunctionPolicies } from './collect-function-policies';
import { collectPrincipals } from './collect-principals';
import { collectResources, importedSecret } from './collect-resources';
import type { Environment } from './environment';
import { find, type Handle } from './lookup';
import { type Key, type Principal, partsOf, type Resource, type Secret, type Tags } from './model';
import type { DocumentKind, NamedDocument, PolicyDocument } from './policy-document';
import { ResolvedApp } from './resolve-template';
import { type Json, type StackTemplate, templatesOf } from './template';

export interface WorldOptions {
  /** Where stacks without an environment go. */
  readonly agnostic?: Environment;
  /** Customer managed policies that live outside the app, by ARN. */
  readonly managedPolicies?: Readonly<Record<string, PolicyDocument>>;
}

/** A role or a user that no template of the app creates. */
export interface Outsider {
  readonly name: string;
  readonly account: string;
  readonly kind?: 'role' | 'user';
  /** The path of a role, with both its slashes. */
  readonly path?: string;
  readonly partition?: string;
  readonly policies?: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly tags?: Tags;
}

/** A secret or a key that no template of the app creates. */
export interface OutsideResource {
  readonly arn: string;
  readonly policy?: PolicyDocument;
  readonly tags?: Tags;
}

/** The accounts that an app's templates make, plus what a test adds: whom there is, and every policy that applies. */
export class World {
  /** The world of the app that `scope` belongs to. */
  public static of(scope: IConstruct, options: WorldOptions = {}): World {
    return World.fromTemplates(templatesOf(scope, options.agnostic), options);
  }

  public static fromTemplates(templates: readonly StackTemplate[], options: WorldOptions = {}): World {
    const app = new ResolvedApp(templates);
    const nested = app.resources('AWS::CloudFormation::Stack')[0];
    if (nested) {
      throw new Error(`${nested.stack}/${nested.logicalId} is a nested stack, which the harness does not read`);
    }
    const { secrets, keys, functions, documents } = collectResources(app);
    const principals = collectPrincipals(app, options.managedPolicies ?? {});
    const functionPolicies = collectFunctionPolicies(app);
    const world = new World(
      app,
      [],
      keys,
      functions.map((fn) => ({ ...fn, policy: functionPolicies.get(fn.arn)?.id })),
      principals.principals,
      new Map(),
    );
    for (const document of [...documents, ...principals.documents, ...functionPolicies.values()]) {
      world.add(document);
    }
    for (const secret of secrets) {
      world.enter(secret);
    }
    return world;
  }

  private constructor(
    private readonly app: ResolvedApp,
    public readonly secrets: Secret[],
    public readonly keys: Key[],
    public readonly functions: Resource[],
    public readonly principals: Principal[],
    private readonly byId: ReadonlyMap<string, NamedDocument>,
  ) {}

  public get documents(): NamedDocument[] {
    return [...this.byId.values()];
  }

  /** The primary secret; `replica` gives its copies. */
  public secret(handle: Handle): Secret {
    const primaries = this.secrets.filter(({ region, primaryRegion }) => region === primaryRegion);
    return find(primaries, handle, 'secret');
  }

  public replica(handle: Handle, region: string): Secret {
    const { name, account, primaryRegion } = this.secret(handle);
    const copies = this.secrets.filter((copy) => copy.region === region && copy.primaryRegion === primaryRegion);
    return find(
      copies.filter((copy) => copy.account === account),
      name,
      `copy in ${region}`,
    );
  }

  public key(handle: Handle): Key {
    return find(this.keys, handle, 'key');
  }

  public function(handle: Handle): Resource {
    return find(this.functions, handle, 'function');
  }

  /** A role or a user. */
  public principal(handle: Handle): Principal {
    return find(this.principals, handle, 'principal');
  }

  /** The key that a secret is encrypted with. */
  public keyOf({ kmsKeyId, account, region, partition, arn }: Secret): Key {
    if (kmsKeyId === undefined || kmsKeyId === 'alias/aws/secretsmanager') {
      return this.key(managedKeyArn({ account, region, partition }));
    }
    if (kmsKeyId.startsWith('arn:') && kmsKeyId.includes(':key/')) {
      return this.key(kmsKeyId);
    }
    const nearby = this.keys.filter((key) => key.account === account && key.region === region);
    return find(nearby, kmsKeyId.replace(/^arn:.*:alias\//, 'alias/'), `key of ${arn}`);
  }

  public document(id: string): NamedDocument {
    const document = this.byId.get(id);
    if (!document) {
      throw new Error(`the policy '${id}' is in no template: hand its document to 'managedPolicies'`);
    }
    return document;
  }

  /** The resource policy of the secret, key or function with this ARN. */
  public resourcePolicyOf(arn: string): NamedDocument | undefined {
    const policy = this.resourceWith(arn)?.policy;
    return policy === undefined ? undefined : this.document(policy);
  }

  public resourceWith(arn: string): Secret | Key | Resource | undefined {
    return [...this.secrets, ...this.keys, ...this.functions].find((resource) => resource.arn === arn);
  }

  /** Adds a principal. One that the templates attach policies to by name keeps them. */
  public addPrincipal(outsider: Outsider): Principal {
    const { name, account, kind = 'role', partition = 'aws', path = '/' } = outsider;
    const index = this.principals.findIndex((p) => p.kind === kind && p.account === account && p.name === name);
    const attached = this.principals[index];
    if (attached?.path !== undefined) {
      throw new Error(`'${attached.arn}' is in the templates already`);
    }
    const id = `${kind} ${name} of ${account}`;
    const policies = (outsider.policies ?? []).map((policy, number) =>
      this.write('identity', `${id}/${number}`, policy),
    );
    const principal: Principal = {
      kind,
      name,
      account,
      arn: `arn:${partition}:iam::${account}:${kind}${path}${name}`,
      tags: outsider.tags ?? {},
      policies: [...(attached?.policies ?? []), ...policies],
      boundary: outsider.boundary && this.write('identity', `${id}/boundary`, outsider.boundary),
    };
    this.principals.splice(index < 0 ? this.principals.length : index, index < 0 ? 0 : 1, principal);
    return principal;
  }

  public addSecret({ arn, policy, tags, kmsKeyId }: OutsideResource & { readonly kmsKeyId?: string }): Secret {
    const known = this.secrets.findIndex((secret) => secret.arn === arn);
    if (known >= 0 && (policy || this.secrets[known].path)) {
      throw new Error(`'${arn}' is in the templates already`);
    }
    const written = known >= 0 ? this.secrets.splice(known, 1)[0].policy : policy && this.write('secret', arn, policy);
    return this.enter(importedSecret(arn, written, kmsKeyId, tags));
  }

  public addKey({ arn, policy, tags = {} }: OutsideResource & { readonly policy: PolicyDocument }): Key {
    const { partition, region, account } = partsOf(arn);
    const key = { arn, partition, region, account, tags, aliases: [], policy: this.write('key', arn, policy) };
    this.keys.push(key);
    return key;
  }

  /** What a value written in `scope`, tokens included, is once deployed: a policy document, an ARN. */
  public resolve(scope: IConstruct, value: unknown): Json | undefined {
    const stack = Stack.of(scope);
    return this.app.stack(stack.artifactId).resolve(stack.resolve(value) as Json);
  }

  /** The same world with another document in one place. Shares everything else, decisions remembered included. */
  public withMutation({ id, document }: { readonly id: string; readonly document: PolicyDocument }): World {
    const byId = new Map(this.byId).set(id, { ...this.document(id), document });
    return new World(this.app, this.secrets, this.keys, this.functions, this.principals, byId);
  }

  private enter(secret: Secret): Secret {
    const { account, region, partition, kmsKeyId } = secret;
    const environment = { account, region, partition };
    const arn = managedKeyArn(environment);
    if ((kmsKeyId ?? 'alias/aws/secretsmanager') === 'alias/aws/secretsmanager' && !this.resourceWith(arn)) {
      const policy = this.write('key', `aws/secretsmanager of ${account} ${region}`, managedKeyPolicy(environment));
      this.keys.push({ arn, ...environment, tags: {}, aliases: ['alias/aws/secretsmanager'], policy });
    }
    this.secrets.push(secret);
    return secret;
  }

  private write(kind: DocumentKind, id: string, document: PolicyDocument): string {
    this.add({ id, kind, document, written: false });
    return id;
  }

  private add(document: NamedDocument): void {
    if (this.byId.has(document.id)) {
      throw new Error(`two documents are called '${document.id}'`);
    }
    (this.byId as Map<string, NamedDocument>).set(document.id, document);
  }
}
