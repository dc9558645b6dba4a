import type { Condition, NamedDocument, PolicyDocument, Statement } from './policy-document';
import type { World } from './world';

/** One document of the world with something taken away; `world.withMutation(mutant)` puts it in place. */
export interface Mutant {
  readonly label: string;
  /** The document's id. */
  readonly id: string;
  readonly document: PolicyDocument;
  readonly removed: 'statement' | 'condition' | 'action' | 'resource';
}

export interface MutantOptions {
  /** Which documents to mutate; all that the templates write, if not given. */
  readonly only?: (document: NamedDocument) => boolean;
  /** Also take the resource away, writing `*` in its place. */
  readonly resources?: boolean;
}

/** Every way to take one statement, condition key or action away from the policies that the templates write. */
export function mutantsOf(world: World, { only = () => true, resources = false }: MutantOptions = {}): Mutant[] {
  return world.documents
    .filter((document) => document.written && only(document))
    .flatMap(mutantsOfDocument)
    .filter(({ removed }) => resources || removed !== 'resource');
}

function mutantsOfDocument({ id, document }: NamedDocument): Mutant[] {
  return document.Statement.flatMap((statement, index) => {
    const where = `${id}#${statement.Sid ?? index}`;
    const mutant = (removed: Mutant['removed'], what: string, replacement: Statement[]): Mutant => ({
      id,
      removed,
      label: `${where} without ${what}`,
      document: {
        ...document,
        Statement: document.Statement.flatMap((other, at) => (at === index ? replacement : [other])),
      },
    });
    return [
      mutant('statement', `its ${statement.Effect} statement`, []),
      ...conditionKeys(statement).map(([operator, key]) =>
        mutant('condition', `the condition ${operator} ${key}`, [withoutCondition(statement, operator, key)]),
      ),
      ...several(statement.Action).map((action) =>
        mutant('action', `the action ${action}`, [{ ...statement, Action: without(statement.Action, action) }]),
      ),
      ...(statement.Resource ?? [])
        .filter((resource) => resource !== '*')
        .map((resource) =>
          mutant('resource', `the resource ${resource}`, [
            { ...statement, Resource: [...without(statement.Resource, resource), '*'] },
          ]),
        ),
    ];
  });
}

function conditionKeys({ Condition = {} }: Statement): [string, string][] {
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): [string, string] => [operator, key]),
  );
}

function withoutCondition(statement: Statement, operator: string, key: string): Statement {
  const { Condition: condition = {}, ...rest } = statement;
  const { [key]: _key, ...keys } = condition[operator];
  const { [operator]: _operator, ...operators } = condition;
  const left: Condition = Object.keys(keys).length > 0 ? { ...operators, [operator]: keys } : operators;
  return Object.keys(left).length > 0 ? { ...rest, Condition: left } : rest;
}

/** The only action of a statement is not taken away by itself: that is the statement's mutant. */
function several(actions: readonly string[] = []): readonly string[] {
  return actions.length > 1 ? actions : [];
}

function without(items: readonly string[] = [], unwanted: string): string[] {
  return items.filter((item) => item !== unwanted);
}
