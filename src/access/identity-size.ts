import { Stack } from 'aws-cdk-lib';
import { CfnGroup, CfnManagedPolicy, CfnPolicy, CfnRole, CfnUser, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { policySize } from '../private/policy-size';
import type { GrantedSecret } from './granted-secret';

/**
 * Characters that IAM takes in the inline policies of an identity together, and in one managed policy.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const INLINE = { role: 10_240, user: 2_048, group: 5_120 };
const MANAGED = 6_144;

/** What each principal was granted, whose ARNs have a length that is known although they themselves are not. */
const granted = new WeakMap<IPrincipal, GrantedSecret[]>();

/** Fails the synthesis where the policies of a principal become larger than IAM takes. */
export function limitPolicySize(principal: IPrincipal, secret: GrantedSecret): void {
  const secrets = granted.get(principal) ?? [];
  granted.set(principal, [...secrets, secret]);
  if (Construct.isConstruct(principal) && secrets.length === 0) {
    principal.node.addValidation({ validate: () => problemsOfSize(principal) });
  }
}

function problemsOfSize(principal: IConstruct & IPrincipal): string[] {
  const constructs = principal.node.findAll();
  const lengths = lengthsOfArns(principal);
  const sizeOf = (document: unknown) => policySize(Stack.of(principal).resolve(document), lengths);
  const inline = constructs.flatMap(inlineDocuments).map(sizeOf);
  const managed = constructs.filter(CfnManagedPolicy.isCfnManagedPolicy);
  return [
    ...tooLarge(
      'the inline policies together',
      inline.reduce((sum, size) => sum + size, 0),
      inlineLimit(constructs),
    ),
    ...managed.flatMap(({ policyDocument }) => tooLarge('a managed policy', sizeOf(policyDocument), MANAGED)),
  ];
}

function inlineDocuments(construct: IConstruct): unknown[] {
  const ofResource = CfnPolicy.isCfnPolicy(construct) ? [construct.policyDocument] : [];
  const ofIdentity = isIdentity(construct) ? [Stack.of(construct).resolve(construct.policies) ?? []].flat() : [];
  return [...ofResource, ...ofIdentity.map(({ policyDocument }) => policyDocument)];
}

function isIdentity(construct: IConstruct): construct is CfnRole | CfnUser | CfnGroup {
  return CfnRole.isCfnRole(construct) || CfnUser.isCfnUser(construct) || CfnGroup.isCfnGroup(construct);
}

function inlineLimit(constructs: IConstruct[]): number {
  const isUser = constructs.some(CfnUser.isCfnUser);
  const isGroup = constructs.some(CfnGroup.isCfnGroup);
  return isUser ? INLINE.user : isGroup ? INLINE.group : INLINE.role;
}

/** The pattern of an ARN is as long as the ARN itself. */
function lengthsOfArns(principal: IConstruct & IPrincipal): Map<string, number> {
  const stack = Stack.of(principal);
  const lengths = (granted.get(principal) ?? []).map(({ secretArn, arnPattern }): [string, number] => [
    JSON.stringify(stack.resolve(secretArn)),
    policySize(stack.resolve(arnPattern ?? secretArn)) - '""'.length,
  ]);
  return new Map(lengths);
}

function tooLarge(what: string, size: number, limit: number): string[] {
  return size <= limit
    ? []
    : [
        `${what} would have about ${size} characters, IAM takes ${limit}: grant the namespace of the secrets once ` +
          '(namespace.grants.read), instead of one secret after the other',
      ];
}
