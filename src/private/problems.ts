import type { IConstruct } from 'constructs';

/**
 * Throws one error that lists every problem.
 *
 * A user who mends one problem at a time synthesizes once per problem.
 */
export function throwIfAny(where: string, problems: string[]): void {
  if (problems.length === 0) {
    return;
  }
  const text = problems.length === 1 ? ` ${problems[0]}` : problems.map((problem) => `\n  - ${problem}`).join('');
  throw new Error(`[${where}]${text}`);
}

/** The path of a construct as an error shows it, also before the construct itself exists. */
export function pathOf(scope: IConstruct, id?: string): string {
  return [scope.node.path, id].filter(Boolean).join('/');
}

/** Says the path of a construct in the error of something that knows no construct, such as a value object. */
export function atPath<Value>(where: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw new Error((error as Error).message.replace(/^(\[[^\]]*\])?/, `[${where}]`));
  }
}

/** A value as an error shows it: quoted and cut, so that a long input does not hide the message. */
export function quote(value: string): string {
  return value.length <= 80 ? `'${value}'` : `'${value.slice(0, 77)}...' (${value.length} characters)`;
}
