import { RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Retained, but for a creation that is rolled back: otherwise its leftover would hold the name against the next try.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function removalPolicyFor(deletionProtection: boolean = true): RemovalPolicy {
  return deletionProtection ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/** Nobody skips the recovery window of 7 to 30 days in which a deleted secret can be restored. */
export function denyDeletionWithoutRecovery(): PolicyStatement {
  return new PolicyStatement({
    sid: 'NoDeletionWithoutRecovery',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['secretsmanager:DeleteSecret'],
    resources: ['*'],
    conditions: { Bool: { 'secretsmanager:ForceDeleteWithoutRecovery': 'true' } },
  });
}
