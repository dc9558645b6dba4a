import { type RemovalPolicy, Token } from 'aws-cdk-lib';
import type { AddToResourcePolicyResult, Grant, IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey, IKeyRef } from 'aws-cdk-lib/aws-kms';
import {
  type AttachedSecretOptions,
  type ISecret,
  type ISecretAttachmentTarget,
  ResourcePolicy,
  RotationSchedule,
  type RotationScheduleOptions,
  Secret,
  type SecretTargetAttachment,
} from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { AccessFence } from '../access/access-fence';
import { SecretGrants } from '../access/secret-grants';
import { SecretKey } from '../access/secret-key';
import { keyAliasFor } from '../naming/key-alias';
import { NamingConvention } from '../naming/naming-convention';
import type { SecretName } from '../naming/secret-name';
import { TagPolicy } from '../naming/tag-policy';
import { checkTags } from '../naming/tags';
import { pathOf, throwIfAny } from '../private/problems';
import { claimUnique } from '../private/unique';
import { warn } from '../private/warnings';
import { denyDeletionWithoutRecovery, removalPolicyFor } from './deletion-protection';
import { attachmentPlace, GovernedAttachment } from './governed-attachment';
import type { IGovernedSecret } from './governed-secret-interface';
import { addTags, governedTags, problemsOfGovernedTags } from './governed-tags';
import { type GovernedSecretAttributes, importSecret } from './imported-secret';
import { governResourcePolicy, setKey, setNoValue, tagsOf, withoutKey } from './l1';
import { SecretContent } from './secret-content';

/**
 * Options that a secret has with and without a namespace.
 */
export interface GovernedSecretOptions {
  /**
   * What the secret is for. It is not encrypted: nothing secret belongs here. At most 2,048 characters.
   *
   * Changing it leaves the value as it is.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * How the value comes about.
   *
   * Changing it can generate a new value: each factory of `SecretContent` says what does.
   *
   * @default SecretContent.generatedPassword()
   */
  readonly content?: SecretContent;

  /**
   * Whether the secret survives a mistake: it and its key are retained when they leave the stack, and nobody may delete
   * the secret without a recovery window. CloudFormation by itself deletes a secret at once and for ever.
   *
   * Without it the secret and its key are deleted with the stack: for development stacks. Where it is turned off on a
   * deployed secret whose resource policy says nothing else, delete that policy by hand before: it is retained like the
   * secret itself and goes on denying.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
   */
  readonly deletionProtection?: boolean;

  /**
   * Limits on where the secret is used from, whatever IAM policies say.
   *
   * Changing them leaves the value as it is.
   *
   * @default - none
   */
  readonly fences?: AccessFence[];

  /**
   * Tags beside `Environment`, `Service` and `Owner`.
   *
   * Changing them leaves the value as it is.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
}

/**
 * Properties of a secret.
 */
export interface GovernedSecretProps extends GovernedSecretOptions {
  /**
   * The name of the secret.
   *
   * Changing it replaces the secret.
   */
  readonly name: SecretName;

  /**
   * Who answers for the secret, as the tag `Owner` shows it: a team, a mailing list.
   *
   * Changing it leaves the value as it is.
   */
  readonly owner: string;

  /**
   * The customer managed key that encrypts the secret.
   *
   * Changing it leaves the value as it is. Readers are granted the new key by the same deployment.
   *
   * @default - a SecretKey of its own, with an alias made of the name
   */
  readonly encryptionKey?: IKey;
}

/**
 * A secret that is right for production: a name that policies can rely on, a key of its own that only Secrets Manager
 * can use, readers who can read this secret and nothing else, tags, and protection against deletion.
 *
 * It is a `secretsmanager.Secret`: whatever takes an `ISecret` takes it and gets the same grants.
 *
 * @example
 * new GovernedSecret(this, 'StripeKey', {
 *   name: SecretName.of({ environment: 'prod', service: 'payments', purpose: 'stripe-api-key' }),
 *   owner: 'team-payments',
 *   content: SecretContent.enteredLater(),
 * });
 */
export class GovernedSecret extends Secret implements IGovernedSecret {
  /**
   * A secret that was made elsewhere, with the same grants as one made here. What the inherited methods `fromSecret...`
   * import has no `grants`.
   *
   * @throws where neither the name nor the full ARN is given, or both
   *
   * @example
   * declare const taskRole: iam.IRole;
   * const legacy = GovernedSecret.fromAttributes(this, 'Legacy', {
   *   secretName: 'legacy-api-key',
   *   encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
   * });
   * legacy.grants.read(taskRole);
   */
  public static fromAttributes(scope: Construct, id: string, attributes: GovernedSecretAttributes): IGovernedSecret {
    return importSecret(scope, id, attributes);
  }

  /** The name, level by level. */
  public readonly name: SecretName;

  /**
   * The name as Secrets Manager has it, known at synth time.
   *
   * It is plain text, so CloudFormation does not see that whoever uses it needs the secret first: use `secretArn` where
   * the order matters.
   */
  public readonly secretName: string;

  /** The customer managed key that encrypts the secret. */
  public readonly encryptionKey?: IKey;

  /** Least-privilege access to this secret. */
  public readonly grants: SecretGrants;

  private readonly removalPolicy: RemovalPolicy;
  private readonly fences: AccessFence[];
  private readonly fenceStatements: PolicyStatement[];
  private attachment?: GovernedAttachment;

  /**
   * @throws where the name, the tags, the description or the content break a rule: one error that lists them all
   */
  constructor(scope: Construct, id: string, props: GovernedSecretProps) {
    const content = props.content ?? SecretContent.generatedPassword();
    const removalPolicy = removalPolicyFor(props.deletionProtection);
    throwIfAny(pathOf(scope, id), problemsOfProps(scope, props, content));

    super(scope, id, {
      secretName: props.name.path,
      description: describe(props.description, content),
      encryptionKey: props.encryptionKey,
      removalPolicy,
      ...content._props,
    });
    throwIfAny(this.node.path, claimUnique(this, 'secret name', props.name.path));

    this.name = props.name;
    this.secretName = props.name.path;
    this.removalPolicy = removalPolicy;
    this.encryptionKey = props.encryptionKey ?? this.createKey();
    this.grants = SecretGrants.fromSecret(this);

    addTags(this, governedTags(props.name.levels, props));
    this.checkAtSynth();
    this.warnOfPlainText(content);
    if (content._isEnteredLater) {
      setNoValue(this);
    }
    if (props.deletionProtection ?? true) {
      this.addToResourcePolicy(denyDeletionWithoutRecovery());
    }
    this.fences = props.fences ?? [];
    this.fenceStatements = AccessFence._statementsOf(this.fences);
    for (const statement of this.fenceStatements) {
      this.addToResourcePolicy(statement);
    }
  }

  /** The same as `grants.read`, or as `grants.readStage` where stages are given. */
  public grantRead(grantee: IGrantable, versionStages?: string[]): Grant {
    return versionStages === undefined ? this.grants.read(grantee) : this.grants.readStage(grantee, ...versionStages);
  }

  /** The same as `grants.write`. */
  public grantWrite(grantee: IGrantable): Grant {
    return this.grants.write(grantee);
  }

  /**
   * Adds a statement to the secret's resource policy, which always refuses to make the secret public.
   */
  public addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    const result = super.addToResourcePolicy(statement);
    if (result.policyDependable instanceof ResourcePolicy) {
      governResourcePolicy(result.policyDependable, this.removalPolicy);
    }
    return result;
  }

  /**
   * Rotates the secret by a function or by one that Secrets Manager hosts.
   *
   * A function of this account gets its permissions on the key in its own policy, for this secret. Whoever is granted
   * `rotate` may invoke it.
   */
  public addRotationSchedule(id: string, options: RotationScheduleOptions): RotationSchedule {
    if (options.rotationLambda === undefined) {
      return super.addRotationSchedule(id, options);
    }
    this.grants._rotatedBy(options.rotationLambda);
    if (options.rotationLambda.role !== undefined) {
      AccessFence._letPass(this.fenceStatements, options.rotationLambda.role);
    }
    return new RotationSchedule(this, id, { secret: withoutKey(this), ...options });
  }

  /**
   * Adds a copy in another Region.
   *
   * @throws where a fence names VPC endpoints, which are of one Region
   */
  public addReplicaRegion(region: string, encryptionKey?: IKeyRef): void {
    throwIfAny(
      this.node.path,
      this.fences.filter(({ isRegional }) => isRegional).map(() => FENCED_REPLICA),
    );
    super.addReplicaRegion(region, encryptionKey);
  }

  /**
   * Attaches the secret to the database whose credentials it holds: CloudFormation then writes engine, host and port
   * into the value.
   *
   * @returns the secret as the database uses it, with the grants of this secret
   * @throws where the secret is attached already
   */
  public attach(target: ISecretAttachmentTarget): ISecret {
    const [scope, id] = attachmentPlace(this, target, this.name.path);
    return this.attachOnce(scope, id, target);
  }

  /** The same as `attach`, with an id of your own. */
  public addTargetAttachment(id: string, options: AttachedSecretOptions): SecretTargetAttachment {
    const [scope] = attachmentPlace(this, options.target, this.name.path);
    return this.attachOnce(scope, id, options.target);
  }

  private attachOnce(scope: Construct, id: string, target: ISecretAttachmentTarget): GovernedAttachment {
    const attached = this.attachment?.node.path;
    throwIfAny(
      this.node.path,
      attached ? [`the secret is attached already, by '${attached}': attach another secret`] : [],
    );
    this.attachment = new GovernedAttachment(scope, id, { secret: this, target });
    return this.attachment;
  }

  private createKey(): SecretKey {
    const key = new SecretKey(this, 'Key', {
      alias: keyAliasFor(this.name.path),
      description: `Encrypts the secret ${this.name.path}; usable through AWS Secrets Manager only`,
      removalPolicy: this.removalPolicy,
    });
    setKey(this, key);
    return key;
  }

  /** What others can change until synthesis: the convention and the tags of all that is above. */
  private checkAtSynth(): void {
    this.node.addValidation({
      validate: () => [
        ...NamingConvention.of(this).check(this.name),
        ...checkTags(tagsOf(this)),
        ...TagPolicy.of(this).check(tagsOf(this)),
      ],
    });
  }

  private warnOfPlainText(content: SecretContent): void {
    if (content._isPlainText) {
      warn(
        this,
        'UnsafePlainText',
        'the value of this secret stands in the template, where everyone who may see the template, the repository or ' +
          'the change set reads it: generate it or enter it later',
      );
    }
  }
}

const FENCED_REPLICA =
  'a secret with replicas cannot have a fence by VPC endpoint: its resource policy is replicated, and endpoints are of ' +
  "one Region, so nobody could read the replica: fence by AccessFence.organizations, or share the reader's own copy";

const ENTERED_LATER = 'The value is entered by an operator, out of band: aws secretsmanager put-secret-value.';

function describe(description: string | undefined, content: SecretContent): string | undefined {
  return content._isEnteredLater
    ? [description?.replace(/\.$/, ''), ENTERED_LATER].filter(Boolean).join('. ')
    : description;
}

function problemsOfProps(scope: Construct, props: GovernedSecretProps, content: SecretContent): string[] {
  const description = describe(props.description, content) ?? '';
  const isTooLong = !Token.isUnresolved(description) && description.length > 2048;
  return [
    ...NamingConvention.of(scope).check(props.name),
    ...problemsOfGovernedTags(props.name.levels, props),
    ...(isTooLong ? [`'description' must have at most 2048 characters, got ${description.length}: shorten it`] : []),
    ...content._problems,
  ];
}
