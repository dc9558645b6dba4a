import { type RequestAnalysis, runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { NamedDocument, PolicyDocument } from './policy-document';
import { renamedDocument, renamedKey } from './rename-keys';
import type { ConcreteContext } from './request-context';

export interface SimulationInput {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly account: string;
  readonly context: ConcreteContext;
  readonly identity: readonly NamedDocument[];
  readonly boundary?: NamedDocument;
  readonly resourcePolicy?: NamedDocument;
}

const ALLOW_ALL = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
/** Without a service control policy that allows, the simulator denies everything. */
const SERVICE_CONTROL = [{ orgIdentifier: 'o-harness', policies: [{ name: 'FullAWSAccess', policy: ALLOW_ALL }] }];

/** Runs one simulation. Whatever is not a clean decision is an error, never a denial. */
export async function simulate(input: SimulationInput): Promise<RequestAnalysis> {
  const what = `${input.action} on ${input.resource} by ${input.principal}`;
  const outcome = await runSimulation(simulationOf(input), {});
  if (outcome.resultType === 'error') {
    throw new Error(`${what}: the simulator refuses: ${JSON.stringify(outcome.errors)}`);
  }
  if (outcome.resultType !== 'single') {
    throw new Error(`${what}: the resource is a pattern: name one`);
  }
  const { analysis, ignoredContextKeys } = outcome.result;
  if (ignoredContextKeys?.length !== 0) {
    throw new Error(`${what}: the simulator ignores the context keys ${ignoredContextKeys?.join(', ')}`);
  }
  return analysis;
}

function simulationOf(input: SimulationInput): Simulation {
  const named = ({ id, document }: NamedDocument) => ({ name: id, policy: renamedDocument(document) });
  return {
    request: {
      principal: input.principal,
      action: input.action,
      resource: { resource: input.resource, accountId: input.account },
      contextVariables: Object.fromEntries(
        Object.entries(input.context).map(([key, value]) => [renamedKey(key), value]),
      ),
    },
    identityPolicies: input.identity.map(named),
    serviceControlPolicies: SERVICE_CONTROL,
    resourceControlPolicies: [],
    resourcePolicy: input.resourcePolicy && renamedDocument(input.resourcePolicy.document),
    permissionBoundaryPolicies: input.boundary && [named(input.boundary)],
  };
}

const numbers = new WeakMap<PolicyDocument, number>();
let documentsSeen = 0;

/** The same text for the same request under the same documents. */
export function fingerprint(input: SimulationInput): string {
  const { identity, boundary, resourcePolicy, ...request } = input;
  const number = (named: NamedDocument | undefined) => named && `${named.id}=${numberOf(named.document)}`;
  return JSON.stringify([request, identity.map(number), number(boundary), number(resourcePolicy)]);
}

function numberOf(document: PolicyDocument): number {
  const known = numbers.get(document) ?? ++documentsSeen;
  numbers.set(document, known);
  return known;
}
