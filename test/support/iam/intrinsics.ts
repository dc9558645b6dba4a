import { urlSuffixOf } from './environment';
import { isObject, type Json, type JsonObject, type StackTemplate } from './template';

/** What the intrinsic functions of one stack refer to. */
export interface Scope {
  readonly source: StackTemplate;
  reference(name: string): Json;
  attribute(logicalId: string, attribute: string): Json;
  importValue(name: string): Json;
  condition(name: string): boolean;
  mapping(name: string): JsonObject | undefined;
}

type Intrinsic = (argument: Json, scope: Scope) => Json | undefined;

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name, scope) => reference(text(name), scope),
  Condition: (name, scope) => scope.condition(text(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] = Array.isArray(argument) ? argument.map(text) : text(argument).split('.');
    return scope.attribute(logicalId, attribute.join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, scope);
    return list(parts, scope).map(text).join(text(separator));
  },
  'Fn::Split': (argument, scope) => {
    const [separator, whole] = list(argument, scope);
    return text(whole).split(text(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, parts] = list(argument, scope);
    const selected = list(parts, scope)[Number(index)];
    if (selected === undefined) {
      throw new Error(`Fn::Select: no element ${index} in ${JSON.stringify(parts)}`);
    }
    return selected;
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::ImportValue': (name, scope) => scope.importValue(text(resolveValue(name, scope))),
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = list(argument, scope).map(text);
    const row = scope.mapping(map)?.[top];
    if (!isObject(row) || row[second] === undefined) {
      throw new Error(`Fn::FindInMap: nothing at ${map}.${top}.${second}`);
    }
    return row[second];
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = argument as Json[];
    return resolveValue(scope.condition(text(condition)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, scope);
    return left === right;
  },
  'Fn::And': (argument, scope) => list(argument, scope).every((value) => value === true),
  'Fn::Or': (argument, scope) => list(argument, scope).some((value) => value === true),
  'Fn::Not': (argument, scope) => list(argument, scope)[0] !== true,
};

/** The value without intrinsic functions; undefined stands for `AWS::NoValue`. An unknown function throws. */
export function resolveValue(value: Json | undefined, scope: Scope): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== undefined);
  }
  if (!isObject(value)) {
    return value;
  }
  const [name, ...others] = Object.keys(value);
  if (others.length === 0 && isIntrinsic(name, value[name])) {
    if (!INTRINSICS[name]) {
      throw new Error(`the resolver does not know '${name}'`);
    }
    return INTRINSICS[name](value[name], scope);
  }
  const entries = Object.entries(value).map(([key, item]) => [key, resolveValue(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as JsonObject;
}

/** A statement's `Condition` is an object; the intrinsic of the same name holds a text. */
function isIntrinsic(name: string | undefined, argument: Json): boolean {
  return name === 'Ref' || name?.startsWith('Fn::') === true || (name === 'Condition' && typeof argument === 'string');
}

function reference(name: string, scope: Scope): Json | undefined {
  const { id, environment } = scope.source;
  switch (name) {
    case 'AWS::AccountId':
      return environment.account;
    case 'AWS::Region':
      return environment.region;
    case 'AWS::Partition':
      return environment.partition;
    case 'AWS::URLSuffix':
      return urlSuffixOf(environment.partition);
    case 'AWS::StackName':
      return id;
    case 'AWS::StackId':
      return `arn:${environment.partition}:cloudformation:${environment.region}:${environment.account}:stack/${id}/made-up`;
    case 'AWS::NoValue':
      return undefined;
  }
  if (name.startsWith('AWS::')) {
    throw new Error(`the resolver does not know the pseudo parameter '${name}'`);
  }
  return scope.reference(name);
}

function substitute(argument: Json, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return text(template).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) {
      return `\${${name}}`;
    }
    if (isObject(variables) && name in variables) {
      return text(resolveValue(variables[name], scope));
    }
    const value = name.includes('.') ? INTRINSICS['Fn::GetAtt'](name, scope) : reference(name, scope);
    return text(value);
  });
}

function list(argument: Json | undefined, scope: Scope): Json[] {
  const resolved = resolveValue(argument, scope);
  if (!Array.isArray(resolved)) {
    throw new Error(`expected a list, got ${JSON.stringify(argument)}`);
  }
  return resolved;
}

function text(value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new Error(`expected a text, got ${JSON.stringify(value)}`);
}
