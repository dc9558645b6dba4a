import { Stack, Token } from 'aws-cdk-lib';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Conditions } from './perms';
import { SecretKey } from './secret-key';

/** How the policy of a principal names a key. */
export interface KeyReference {
  readonly keyArn: string;
  readonly conditions: Conditions;
}

/**
 * The ARN of the key, or, where the principal lives in another account or Region than a key of this app, the key's
 * alias: the ARN of a key is known at deployment only and cannot be handed on between environments.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function keyReference(key: IKey, principal: IPrincipal): KeyReference {
  const { stack, keyArn } = key;
  if (!Token.isUnresolved(keyArn) || isSameEnvironment(principal, stack)) {
    return { keyArn, conditions: {} };
  }
  const alias = key instanceof SecretKey ? key.keyAlias : undefined;
  return {
    keyArn: stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' }),
    conditions: alias === undefined ? {} : { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
  };
}

function isSameEnvironment(principal: IPrincipal, keyStack: Stack): boolean {
  const consumer = Construct.isConstruct(principal) ? Stack.of(principal) : keyStack;
  return consumer.account === keyStack.account && consumer.region === keyStack.region;
}
