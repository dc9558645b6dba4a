import { Stack } from 'aws-cdk-lib';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { policySize } from './policy-size';
import { warn } from './warnings';

/** A policy of a resource, and how many characters its service takes. */
export interface LimitedPolicy {
  readonly what: string;
  readonly limit: number;
  readonly document: PolicyDocument;
}

/** Why the policy is too large; empty where it is not. Above four fifths of the limit there is a warning. */
export function problemsOfLimit(scope: IConstruct, { what, limit, document }: LimitedPolicy): string[] {
  const resolved = Stack.of(scope).resolve(document);
  const size = policySize(resolved);
  const message =
    `${what} would have about ${size} characters, the limit is ${limit}: share with an account or an organization ` +
    `instead of its roles; it names ${namesIn(resolved)
      .filter((name) => !isOwnAccount(scope, name))
      .join(', ')}`;
  if (size <= limit && size > 0.8 * limit) {
    warn(scope, 'PolicyNearLimit', message);
  }
  return size > limit ? [message] : [];
}

interface RenderedPolicy {
  readonly Statement: { readonly Effect: string; readonly Principal?: Record<string, unknown> }[];
}

function namesIn({ Statement }: RenderedPolicy): string[] {
  const allowed = Statement.filter(({ Effect }) => Effect === 'Allow');
  const principals = allowed.flatMap(({ Principal = {} }) => Object.values(Principal).flat());
  return Array.from(new Set(principals.map(nameOf)));
}

function nameOf(principal: unknown): string {
  const text = typeof principal === 'string' ? principal : JSON.stringify(principal);
  const ofJoin = text.match(/:iam::(\d{12}:[^"]+)"/)?.[1];
  return ofJoin ?? text;
}

function isOwnAccount(scope: IConstruct, name: string): boolean {
  const { account } = Stack.of(scope);
  return name === `${account}:root` || /AWS::AccountId.*:root/.test(name);
}
