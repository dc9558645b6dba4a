import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { CfnResourcePolicy, CfnSecret, ISecret, ResourcePolicy, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { problemsOfLimit } from '../private/policy-limit';

/** All that the L2 constructs of Secrets Manager do not offer or do not let be said, in one place. */

/** A key that is a child of the secret: the constructor of the L2 takes only what exists before. */
export function setKey(secret: Secret, key: IKey): void {
  resourceOf(secret).kmsKeyId = key.keyArn;
}

/** A secret without a first version: the L2 generates a value where none is given. */
export function setNoValue(secret: Secret): void {
  resourceOf(secret).generateSecretString = undefined;
}

/**
 * The secret as a rotation schedule is to see it: the L2 would write the rotation function into the policy of the key,
 * for every secret under it.
 */
export function withoutKey(secret: ISecret): ISecret {
  const get = (target: ISecret, property: string | symbol) =>
    property === 'encryptionKey' ? undefined : Reflect.get(target, property, target);
  return new Proxy(secret, { get });
}

/** The tags that the resource will have, those of aspects included once synthesis has begun. */
export function tagsOf(secret: Secret): { [key: string]: string } {
  return resourceOf(secret).tags.tagValues();
}

/**
 * Two pages of AWS disagree on whether public policies are refused by default, so it is said.
 *
 * The policy stays as long as its secret: without it, a retained secret could be deleted without recovery.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
 */
export function governResourcePolicy(policy: ResourcePolicy, removalPolicy: RemovalPolicy): void {
  const resource = policy.node.defaultChild as CfnResourcePolicy;
  if (resource.blockPublicPolicy === undefined) {
    resource.blockPublicPolicy = true;
    resource.applyRemovalPolicy(removalPolicy);
    policy.node.addValidation({
      validate: () =>
        problemsOfLimit(policy, { what: 'the resource policy', limit: 20_480, document: policy.document }),
    });
  }
}

function resourceOf(secret: Secret): CfnSecret {
  return secret.node.defaultChild as CfnSecret;
}
