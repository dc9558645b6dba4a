import { Stack } from 'aws-cdk-lib';
import type { AddToResourcePolicyResult, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  type ISecretAttachmentTarget,
  RotationSchedule,
  type RotationScheduleOptions,
  SecretTargetAttachment,
  type SecretTargetAttachmentProps,
} from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { IGovernedSecret } from './governed-secret-interface';
import { withoutKey } from './l1';

export interface GovernedAttachmentProps extends SecretTargetAttachmentProps {
  readonly secret: IGovernedSecret;
}

/**
 * A secret attached to a database, with the grants, the rotation and the resource policy of the secret itself.
 *
 * The L2 attachment makes a second resource policy, which Secrets Manager refuses, and grants through the key policy.
 */
export class GovernedAttachment extends SecretTargetAttachment {
  private readonly secret: IGovernedSecret;

  constructor(scope: Construct, id: string, props: GovernedAttachmentProps) {
    super(scope, id, props);
    this.secret = props.secret;
  }

  public grantRead(grantee: IGrantable, versionStages?: string[]): Grant {
    return this.secret.grantRead(grantee, versionStages);
  }

  public grantWrite(grantee: IGrantable): Grant {
    return this.secret.grantWrite(grantee);
  }

  public addRotationSchedule(id: string, options: RotationScheduleOptions): RotationSchedule {
    if (options.rotationLambda === undefined) {
      return super.addRotationSchedule(id, options);
    }
    this.secret.grants._rotatedBy(options.rotationLambda);
    return new RotationSchedule(this, id, { secret: withoutKey(this), ...options });
  }

  public addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    return this.secret.addToResourcePolicy(statement);
  }
}

/**
 * Where the attachment of a secret to a database belongs: into the stack of the database.
 *
 * The database refers to its secret, so an attachment in a stack of the secret's own would close a cycle.
 */
export function attachmentPlace(secret: Construct, target: ISecretAttachmentTarget, name: string): [Construct, string] {
  return Construct.isConstruct(target) && Stack.of(target) !== Stack.of(secret)
    ? [target, `Attachment-${name.replaceAll('/', '-')}`]
    : [secret, 'Attachment'];
}
