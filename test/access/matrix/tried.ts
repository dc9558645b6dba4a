import { type Context, decide, type Outcome, type Resource, type Secret } from '../../support/iam';
import type { Case } from './cases';
import type { Actor } from './grantees';
import { REGION } from './scene';

/** How a request is made, and which statement has to deny it. */
export interface Try {
  /** Where or through what, for the name of the case. */
  readonly how?: string;
  readonly context?: Context;
  readonly deniedBy?: string;
}

/** One request on a secret or a function. */
export function tried(
  { name, principal, context: own }: Actor,
  action: string,
  resource: Resource,
  expected: Outcome,
  { how = 'as it is', context, deniedBy }: Try = {},
): Case {
  return {
    name: `${name}: ${action} ${how} on ${resource.path}`,
    request: action,
    expected,
    deniedBy,
    decide: (world) => decide(world, { principal, action, resource, context: { ...own, ...context } }),
  };
}

const via = (service: string): Context => ({
  'kms:ViaService': `${service}.amazonaws.com`,
  'aws:ViaAWSService': 'true',
});

const WITH_A_KEY: Try[] = [
  { how: 'through Secrets Manager', context: via(`secretsmanager.${REGION}`) },
  { how: 'directly', context: {} },
  { how: 'through S3', context: via(`s3.${REGION}`) },
  { how: 'through Secrets Manager of another Region', context: via('secretsmanager.us-east-1') },
];

/** Each action on the key of a secret, which is at most allowed through Secrets Manager. */
export function triedWithKey(actor: Actor, secret: Secret, actions: string[], allowed: string[]): Case[] {
  return WITH_A_KEY.flatMap(({ how, context }, index) =>
    actions.map((action): Case => {
      // DescribeKey carries no encryption context.
      const encryption: Context = action === 'kms:DescribeKey' ? {} : { [SECRET_ARN]: secret.arn };
      return {
        name: `${actor.name}: ${action} ${how} for ${secret.name}`,
        request: action,
        expected: index === 0 && allowed.includes(action) ? 'allowed' : 'implicitly denied',
        decide: (world) =>
          decide(world, {
            principal: actor.principal,
            action,
            resource: world.keyOf(secret),
            context: { ...actor.context, ...encryption, ...context },
          }),
      };
    }),
  );
}

const SECRET_ARN = 'kms:EncryptionContext:SecretARN';
