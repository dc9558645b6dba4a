import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, type AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { problemsOfLimit } from '../private/policy-limit';
import { throwIfAny } from '../private/problems';
import { claimUnique } from '../private/unique';
import { problemsOfKeyStatement, secretKeyPolicy } from './key-policy';
import { secretsManagerIn } from './via-service';

/**
 * Options of a secret's key.
 */
export interface SecretKeyProps {
  /**
   * Name by which people find the key, with or without the prefix `alias/`.
   *
   * @default - the key has no alias
   */
  readonly alias?: string;

  /**
   * What the key is for, in a sentence.
   *
   * @default 'Encrypts secrets; usable through AWS Secrets Manager only'
   */
  readonly description?: string;

  /**
   * Time between two automatic rotations of the key material: 90 to 2,560 days.
   *
   * @default Duration.days(365)
   */
  readonly rotationPeriod?: Duration;

  /**
   * Time during which a scheduled deletion can be cancelled: 7 to 30 days.
   *
   * @default Duration.days(30)
   */
  readonly pendingWindow?: Duration;

  /**
   * What happens to the key when it leaves the stack.
   *
   * Without its key a secret can never be read again.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A customer managed KMS key that nothing but AWS Secrets Manager of its Region can use.
 *
 * Its key policy has three statements and a constant size: the account administers the key, nobody but an AWS service
 * makes grants on it, and the account's identities encrypt and decrypt only through Secrets Manager and only as far as
 * their own IAM policies say. An identity with `kms:*` on every resource cannot decrypt with it directly. The key
 * material is rotated every year and the key is retained when it leaves the stack.
 *
 * It is a `kms.Key`, for secrets alone: a grant on the key itself goes into the policy of the grantee, and has an effect
 * only where Secrets Manager uses the key for it.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 *
 * @example
 * const key = new SecretKey(this, 'Key', { alias: 'payments' });
 * new GovernedSecret(this, 'StripeKey', {
 *   name: SecretName.of({ environment: 'prod', service: 'payments', purpose: 'stripe-api-key' }),
 *   owner: 'team-payments',
 *   encryptionKey: key,
 * });
 */
export class SecretKey extends Key {
  /** The full name of the key's alias, known at synth time; undefined where it has none. */
  public readonly keyAlias?: string;

  constructor(scope: Construct, id: string, props: SecretKeyProps = {}) {
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const document = secretKeyPolicy(Stack.of(scope).region);
    super(scope, id, {
      description: props.description ?? 'Encrypts secrets; usable through AWS Secrets Manager only',
      enableKeyRotation: true,
      rotationPeriod: props.rotationPeriod,
      pendingWindow: props.pendingWindow,
      policy: document,
      removalPolicy,
    });

    this.node.addValidation({
      validate: () => problemsOfLimit(this, { what: 'the key policy', limit: 32_768, document }),
    });

    if (props.alias !== undefined) {
      this.keyAlias = props.alias.startsWith('alias/') ? props.alias : `alias/${props.alias}`;
      throwIfAny(this.node.path, claimUnique(this, 'key alias', this.keyAlias));
      new Alias(this, 'Alias', { aliasName: this.keyAlias, targetKey: this, removalPolicy });
    }
  }

  /**
   * Adds a statement to the key policy, for a principal that is not of this account.
   *
   * What the account's own identities may do is settled: grants to them go into their own policies.
   *
   * @throws where the statement allows encryption or decryption other than through Secrets Manager
   */
  public addToResourcePolicy(statement: PolicyStatement, allowNoOp?: boolean): AddToResourcePolicyResult {
    if (this.isDelegatedAlready(statement)) {
      return { statementAdded: true, policyDependable: this };
    }
    throwIfAny(this.node.path, problemsOfKeyStatement(statement));
    return super.addToResourcePolicy(statement, allowNoOp);
  }

  /** What the L2 `Secret` adds for the account is what the third statement says, with more than the service needs. */
  private isDelegatedAlready(statement: PolicyStatement): boolean {
    const stack = Stack.of(this);
    const delegation = new PolicyStatement({
      principals: [new AccountPrincipal(stack.account)],
      actions: statement.actions.filter((action) => L2_SECRET_ACTIONS.includes(action)),
      resources: ['*'],
      conditions: { StringEquals: { 'kms:ViaService': secretsManagerIn(stack.region) } },
    });
    return (
      JSON.stringify(stack.resolve(statement.toStatementJson())) ===
      JSON.stringify(stack.resolve(delegation.toStatementJson()))
    );
  }
}

/** What the constructor of the L2 `Secret` allows the account on its key. */
const L2_SECRET_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey*',
  'kms:ReEncrypt*',
];
