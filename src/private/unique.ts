import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { quote } from './problems';
import { ScopedSetting } from './scoped-setting';
import { warn } from './warnings';

const CLAIMS = new ScopedSetting<Map<string, Claim[]>>('Claims');

interface Claim {
  readonly owner: IConstruct;
  readonly name: string;
}

/**
 * Claims a name that can be taken only once in an account and Region.
 *
 * Where the environment of a stack is known only at deployment, a second claim may be right: that is a warning.
 * @returns the problems: the name is taken, or differs only in case from one that is taken
 */
export function claimUnique(owner: IConstruct, kind: string, name: string): string[] {
  const claims = claimsOf(owner.node.root);
  const key = `${kind}/${name.toLowerCase()}`;
  const earlier = claims.get(key) ?? [];
  claims.set(key, [...earlier, { owner, name }]);

  const inOnePlace = earlier.filter((claim) => place(claim.owner) === place(owner));
  const inOtherCase = earlier.filter((claim) => !inOnePlace.includes(claim) && claim.name !== name);
  const maybes = earlier.filter(
    (claim) => place(claim.owner) !== place(owner) && claim.name === name && mayCoincide(claim.owner, owner),
  );
  for (const claim of maybes) {
    warn(owner, 'PossibleDuplicate', `${describe(claim, kind, name)} if both stacks go to one account and Region`);
  }
  return [
    ...inOnePlace.map(
      (claim) => `${describe(claim, kind, name)} in the same account and Region: give one another name`,
    ),
    ...inOtherCase.map((claim) => `${describe(claim, kind, name)}: people take them for one, give one another name`),
  ];
}

function describe(taken: Claim, kind: string, name: string): string {
  const clash = taken.name === name ? 'is also' : `differs only in case from ${quote(taken.name)}, which is`;
  return `the ${kind} ${quote(name)} ${clash} that of '${taken.owner.node.path}'`;
}

/** Account and Region where both are known at synth time, otherwise the stack itself. */
function place(owner: IConstruct): string {
  const stack = Stack.of(owner);
  const isKnown = !Token.isUnresolved(stack.account) && !Token.isUnresolved(stack.region);
  return isKnown ? `${stack.account}/${stack.region}` : stack.node.path;
}

function mayCoincide(one: IConstruct, other: IConstruct): boolean {
  const [a, b] = [Stack.of(one), Stack.of(other)];
  return mayBeEqual(a.account, b.account) && mayBeEqual(a.region, b.region);
}

function mayBeEqual(one: string, other: string): boolean {
  return one === other || Token.isUnresolved(one) || Token.isUnresolved(other);
}

function claimsOf(root: IConstruct): Map<string, Claim[]> {
  const found = CLAIMS.find(root);
  if (found !== undefined) {
    return found;
  }
  const claims = new Map<string, Claim[]>();
  CLAIMS.set(root, claims);
  return claims;
}
