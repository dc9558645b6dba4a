import { checkDocuments } from './check-document';
import { type Decision, decisionOf } from './decision';
import { type Principal, type Resource, requestArn } from './model';
import { accountOf, type Context, contextOf } from './request-context';
import { fingerprint, type SimulationInput, simulate } from './simulate';
import type { World } from './world';

export interface Request {
  readonly principal: Principal;
  /** Such as `secretsmanager:PutSecretValue`. */
  readonly action: string;
  /** A resource of the world or its ARN; `*` for actions that take no resource. */
  readonly resource: Resource | string;
  readonly context?: Context;
  /** Says that no resource of the world has this ARN, and that this is meant (`CreateSecret`). */
  readonly absent?: boolean;
}

const decisions = new Map<string, Promise<Decision>>();

/** Decides one request in the world. What cannot be decided truthfully throws. */
export async function decide(
  world: World,
  { principal, action, resource, context, absent }: Request,
): Promise<Decision> {
  await checkDocuments(world.documents);
  const arn = typeof resource === 'string' ? resource : resource.arn;
  const known = world.resourceWith(arn);
  if (!known && arn !== '*' && !absent) {
    throw new Error(`the world has no resource '${arn}': add it, or say that it is absent`);
  }
  const input: SimulationInput = {
    principal: requestArn(principal),
    action,
    resource: arn,
    account: known?.account ?? (arn === '*' ? principal.account : accountOf(arn)),
    context: await contextOf({ principal, action, resource: known }, context ?? {}),
    identity: principal.policies.map((id) => world.document(id)),
    boundary: principal.boundary === undefined ? undefined : world.document(principal.boundary),
    resourcePolicy: world.resourcePolicyOf(arn),
  };
  const key = fingerprint(input);
  const decision = decisions.get(key) ?? simulate(input).then((analysis) => decisionOf(input, analysis));
  decisions.set(key, decision);
  return decision;
}
