import type { PolicyDocument, Statement } from './policy-document';

/**
 * Condition keys that the simulator drops before it evaluates: `kms:EncryptionContext:x` (an Allow with it would never
 * match, a Deny with StringNotEquals always), and `secretsmanager:ResourceTag/x`, on which it fails. They are renamed,
 * in the policies and in the request alike, to a String key that every action accepts and nothing here uses.
 */
const UNSUPPORTED = '(?:kms:EncryptionContext:|secretsmanager:ResourceTag/)[^}]+';
const KEY = new RegExp(`^${UNSUPPORTED}$`, 'i');
const VARIABLE = new RegExp(`\\$\\{(${UNSUPPORTED})\\}`, 'gi');

const cache = new WeakMap<PolicyDocument, PolicyDocument>();

export function renamedKey(key: string): string {
  return KEY.test(key) ? `aws:RequestTag/renamed-${key.replace(/[:/]/g, '-')}` : key;
}

export function renamedDocument(document: PolicyDocument): PolicyDocument {
  const known = cache.get(document) ?? { ...document, Statement: document.Statement.map(renamedStatement) };
  cache.set(document, known);
  return known;
}

function renamedStatement(statement: Statement): Statement {
  const { Condition, Resource, NotResource } = statement;
  return {
    ...statement,
    ...(Resource && { Resource: Resource.map(renamedVariables) }),
    ...(NotResource && { NotResource: NotResource.map(renamedVariables) }),
    ...(Condition && {
      Condition: mapValues(Condition, (keys) =>
        Object.fromEntries(
          Object.entries(keys).map(([key, values]) => [
            renamedKey(key),
            Array.isArray(values) ? values.map(renamedVariables) : renamedVariables(values),
          ]),
        ),
      ),
    }),
  };
}

function renamedVariables(value: string): string {
  return value.replace(VARIABLE, (_, key: string) => `\${${renamedKey(key)}}`);
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
