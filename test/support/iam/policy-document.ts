import { isObject, type Json, type JsonObject } from './template';

export type Condition = Record<string, Record<string, string | string[]>>;

/** A statement as IAM takes it, with every one-or-many element written as a list. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: Json;
  readonly NotPrincipal?: Json;
  readonly Action?: string[];
  readonly NotAction?: string[];
  readonly Resource?: string[];
  readonly NotResource?: string[];
  readonly Condition?: Condition;
}

export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: Statement[];
}

/** What a document is attached to. */
export type DocumentKind = 'identity' | 'secret' | 'key' | 'function';

/** A document of the world; `id` says where it is written. `written` is false for what a test added. */
export interface NamedDocument {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly document: PolicyDocument;
  readonly written: boolean;
}

const ONE_OR_MANY = ['Action', 'NotAction', 'Resource', 'NotResource'];

/** A resolved policy document, checked for its shape. */
export function policyDocument(value: Json | undefined, where: string): PolicyDocument {
  if (!isObject(value) || value.Statement === undefined) {
    throw new Error(`${where}: not a policy document: ${JSON.stringify(value)}`);
  }
  const statements = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  return {
    Version: String(value.Version ?? '2012-10-17'),
    Statement: statements.map((statement) => {
      if (!isObject(statement)) {
        throw new Error(`${where}: not a statement: ${JSON.stringify(statement)}`);
      }
      return statementOf(statement);
    }),
  };
}

/** The document of one or more statements: for tests. */
export function policy(...statements: JsonObject[]): PolicyDocument {
  return policyDocument({ Version: '2012-10-17', Statement: statements }, 'policy()');
}

function statementOf(statement: JsonObject): Statement {
  const entries = Object.entries(statement).map(([element, value]) => {
    if (ONE_OR_MANY.includes(element)) {
      return [element, Array.isArray(value) ? value : [value]];
    }
    return [element, element === 'Condition' && isObject(value) ? conditionOf(value) : value];
  });
  return Object.fromEntries(entries) as Statement;
}

/** Condition values as texts: `false` and `"false"` are the same to IAM. */
function conditionOf(condition: JsonObject): Condition {
  const texts = (value: Json): string | string[] => (Array.isArray(value) ? value.map(String) : String(value));
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys as JsonObject).map(([key, value]) => [key, texts(value)])),
    ]),
  );
}
