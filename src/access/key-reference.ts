import { type Stack, Token } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Conditions } from './perms';
import { SecretKey } from './secret-key';

/** How an identity policy names a key. */
export interface KeyReference {
  readonly keyArn: string;
  readonly conditions: Conditions;
}

/**
 * The ARN of the key, or its alias: where the key was given by its alias, which IAM policies do not take as a resource,
 * and where the consumer lives in another account or Region than a key of this app, whose ARN is known at deployment
 * only and cannot be handed on between environments.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function keyReference(key: IKey, consumer: Stack = key.stack): KeyReference {
  const { stack, keyArn } = key;
  const alias = 'aliasName' in key ? `${key.aliasName}` : /:(alias\/.+)$/.exec(keyArn)?.[1];
  const isAtHand = !Token.isUnresolved(keyArn) || isSameEnvironment(consumer, stack);
  return alias === undefined && isAtHand
    ? { keyArn, conditions: {} }
    : byAlias(stack, alias ?? (key instanceof SecretKey ? key.keyAlias : undefined));
}

function byAlias(stack: Stack, alias: string | undefined): KeyReference {
  return {
    keyArn: stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' }),
    conditions: alias === undefined ? {} : { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
  };
}

function isSameEnvironment(one: Stack, other: Stack): boolean {
  return one.account === other.account && one.region === other.region;
}
