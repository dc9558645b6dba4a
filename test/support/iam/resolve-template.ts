import { resolveValue, type Scope } from './intrinsics';
import { attributeOf, type NameableResource, refOf } from './physical-ids';
import { isObject, type Json, type JsonObject, type StackTemplate } from './template';

/** A resource whose properties are concrete. Each is resolved when it is asked for. */
export interface ResolvedResource extends NameableResource {
  readonly ref: string;
  attribute(name: string): string;
}

/** All the stacks of an app, with one stack's exports visible to the others of its account and Region. */
export class ResolvedApp {
  private readonly stacks: Map<string, ResolvedStack>;

  constructor(templates: readonly StackTemplate[]) {
    this.stacks = new Map(templates.map((template) => [template.id, new ResolvedStack(template, this)]));
    if (this.stacks.size !== templates.length) {
      throw new Error('two stacks have the same id');
    }
  }

  public stack(id: string): ResolvedStack {
    const stack = this.stacks.get(id);
    if (!stack) {
      throw new Error(`no stack '${id}', only ${[...this.stacks.keys()].join(', ')}`);
    }
    return stack;
  }

  public resources(...types: string[]): ResolvedResource[] {
    const all = [...this.stacks.values()].flatMap((stack) => stack.resources());
    return types.length === 0 ? all : all.filter((resource) => types.includes(resource.type));
  }

  public importValue(name: string, importer: StackTemplate): Json {
    for (const stack of this.stacks.values()) {
      const { account, region } = stack.source.environment;
      if (account === importer.environment.account && region === importer.environment.region) {
        const value = stack.exportedAs(name);
        if (value !== undefined) {
          return value;
        }
      }
    }
    throw new Error(`${importer.id} imports '${name}', which no stack of its account and Region exports`);
  }
}

/** One stack: gives its resources and resolves any value written in its terms. */
export class ResolvedStack implements Scope {
  private readonly cache = new Map<string, ResolvedResource>();

  constructor(
    public readonly source: StackTemplate,
    private readonly app: ResolvedApp,
  ) {}

  public resolve(value: Json): Json | undefined {
    return resolveValue(value, this);
  }

  public resources(): ResolvedResource[] {
    return Object.entries(this.source.template.Resources ?? {})
      .filter(([, { Condition }]) => Condition === undefined || this.condition(Condition))
      .map(([logicalId]) => this.resource(logicalId));
  }

  public resource(logicalId: string): ResolvedResource {
    const known = this.cache.get(logicalId);
    if (known) {
      return known;
    }
    const declared = this.source.template.Resources?.[logicalId];
    if (!declared) {
      throw new Error(`${this.source.id} has no resource '${logicalId}'`);
    }
    const nameable: NameableResource = {
      stack: this.source.id,
      logicalId,
      type: declared.Type,
      environment: this.source.environment,
      property: (name) => {
        const value = declared.Properties?.[name];
        return value === undefined ? undefined : this.resolve(value);
      },
    };
    const resource: ResolvedResource = {
      ...nameable,
      attribute: (name) => attributeOf(nameable, name),
      get ref() {
        return refOf(nameable);
      },
    };
    this.cache.set(logicalId, resource);
    return resource;
  }

  public reference(name: string): Json {
    const parameter = this.source.template.Parameters?.[name];
    if (parameter) {
      const value = this.source.parameters?.[name] ?? parameter.Default;
      if (value === undefined) {
        throw new Error(`${this.source.id} needs a value for the parameter '${name}'`);
      }
      return value;
    }
    return this.resource(name).ref;
  }

  public attribute(logicalId: string, attribute: string): Json {
    return this.resource(logicalId).attribute(attribute);
  }

  public importValue(name: string): Json {
    return this.app.importValue(name, this.source);
  }

  public condition(name: string): boolean {
    const condition = this.source.template.Conditions?.[name];
    if (condition === undefined) {
      throw new Error(`${this.source.id} has no condition '${name}'`);
    }
    return this.resolve(condition) === true;
  }

  public mapping(name: string): JsonObject | undefined {
    return this.source.template.Mappings?.[name];
  }

  public exportedAs(name: string): Json | undefined {
    for (const output of Object.values(this.source.template.Outputs ?? {})) {
      if (isObject(output.Export) && this.resolve(output.Export.Name) === name) {
        return this.resolve(output.Value);
      }
    }
    return undefined;
  }
}
