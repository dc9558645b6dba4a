import type { RequestAnalysis } from '@cloud-copilot/iam-simulate';
import type { SimulationInput } from './simulate';

export type Outcome = 'allowed' | 'implicitly denied' | 'explicitly denied';

/** A statement that matched a request. `label` is `<role> <document>#<Sid or index>`. */
export interface MatchedStatement {
  readonly role: 'identity' | 'resource' | 'boundary';
  readonly document: string;
  readonly index: number;
  readonly sid?: string;
  readonly label: string;
}

export interface Decision {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly outcome: Outcome;
  readonly allowed: boolean;
  /** The identity and resource statements that allow the request, even where that is not enough. */
  readonly allowedBy: readonly MatchedStatement[];
  /** The statements that deny it explicitly. */
  readonly deniedBy: readonly MatchedStatement[];
  /** Whether the permissions boundary alone stands in the way. */
  readonly blockedByBoundary: boolean;
  /** One line for a failure message. */
  readonly reason: string;
}

const OUTCOMES: Record<RequestAnalysis['result'], Outcome> = {
  Allowed: 'allowed',
  ImplicitlyDenied: 'implicitly denied',
  ExplicitlyDenied: 'explicitly denied',
};

type Matches = readonly {
  readonly policyId: string;
  readonly statement: { index(): number; sid(): string | undefined };
}[];

export function decisionOf(input: SimulationInput, analysis: RequestAnalysis): Decision {
  const { identityAnalysis: identity, resourceAnalysis: resource, permissionBoundaryAnalysis: boundary } = analysis;
  const resourceDocument = input.resourcePolicy?.id ?? '';
  const allowedBy = [
    ...matched('identity', identity?.allowStatements),
    ...matched('resource', resource?.allowStatements, resourceDocument),
  ];
  const deniedBy = [
    ...matched('identity', identity?.denyStatements),
    ...matched('resource', resource?.denyStatements, resourceDocument),
    ...matched('boundary', boundary?.denyStatements),
  ];
  const outcome = OUTCOMES[analysis.result];
  const blockedByBoundary = analysis.blockedBy?.join() === 'pb';
  const decision = { outcome, allowedBy, deniedBy, blockedByBoundary };
  return {
    action: input.action,
    resource: input.resource,
    principal: input.principal,
    allowed: outcome === 'allowed',
    ...decision,
    reason: reasonOf(decision),
  };
}

function matched(role: MatchedStatement['role'], matches: Matches = [], named?: string): MatchedStatement[] {
  return matches.map(({ policyId, statement }) => {
    const document = named ?? policyId;
    const sid = statement.sid();
    const index = statement.index() - 1;
    return { role, document, index, sid, label: `${role} ${document}#${sid ?? index}` };
  });
}

function reasonOf({
  outcome,
  allowedBy,
  deniedBy,
  blockedByBoundary,
}: Omit<Decision, 'reason' | 'allowed' | 'action' | 'resource' | 'principal'>): string {
  const labels = (statements: readonly MatchedStatement[]): string => statements.map(({ label }) => label).join(', ');
  if (outcome === 'explicitly denied') {
    return `explicitly denied by ${labels(deniedBy)}`;
  }
  if (outcome === 'allowed') {
    return `allowed by ${labels(allowedBy)}`;
  }
  if (blockedByBoundary) {
    return 'implicitly denied: the permissions boundary does not allow it';
  }
  return `implicitly denied: ${allowedBy.length === 0 ? 'nothing allows it' : `only ${labels(allowedBy)} allows it`}`;
}
