/** Condition operators, each with its keys and the values that they take. */
export type Conditions = Record<string, Record<string, string | string[]>>;

/** Actions of one statement, with what must hold for a request. */
export interface Permission {
  readonly actions: string[];
  readonly conditions?: Conditions;
}

/**
 * What a kind of access needs: permissions on the secret, and actions on the key that encrypts it.
 *
 * Secrets Manager calls KMS with the caller's own credentials, so a caller needs both.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export interface Access {
  readonly onSecret: Permission[];
  readonly onKey: string[];
  /** Whether it changes nothing, so that it suits a secret which belongs to an AWS service. */
  readonly isForReaders?: boolean;
}

export const READ: Access = {
  onSecret: [{ actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'] }],
  onKey: ['kms:Decrypt'],
  isForReaders: true,
};

/**
 * Reading versions by their staging labels.
 *
 * Only GetSecretValue knows the condition key. It is absent from a request that does not name a stage, which means
 * AWSCURRENT unless the request names a version.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
export function readStages(stages: string[]): Access {
  const conditions: Conditions = stages.includes('AWSCURRENT')
    ? {
        StringEqualsIfExists: { 'secretsmanager:VersionStage': stages },
        Null: { 'secretsmanager:VersionId': 'true' },
      }
    : { StringEquals: { 'secretsmanager:VersionStage': stages } };
  return {
    onSecret: [
      { actions: ['secretsmanager:DescribeSecret'] },
      { actions: ['secretsmanager:GetSecretValue'], conditions },
    ],
    onKey: ['kms:Decrypt'],
    isForReaders: true,
  };
}

/** Decrypt as well: a PutSecretValue that repeats a request token compares the stored value with the new one. */
export const WRITE: Access = {
  onSecret: [
    {
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
    },
  ],
  onKey: ['kms:Decrypt', 'kms:GenerateDataKey'],
};

/** Starting and stopping a rotation: the rotation function touches the value, not who starts it. */
export const ROTATE: Access = {
  onSecret: [
    {
      actions: ['secretsmanager:CancelRotateSecret', 'secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'],
    },
  ],
  onKey: [],
};

/** What a rotation function needs of the key: what it needs of the secret the L2 schedule allows it. */
export const ROTATION_FUNCTION: Access = { onSecret: [], onKey: ['kms:Decrypt', 'kms:GenerateDataKey'] };

/**
 * Everything about a secret but its value and its deletion. The actions on the key are for UpdateSecret, which
 * re-encrypts the versions when it changes the key, and silently leaves them where one of these is missing.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_update-encryption-key.html
 */
export const ADMINISTER: Access = {
  onSecret: [
    {
      actions: [
        'secretsmanager:DeleteResourcePolicy',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetResourcePolicy',
        'secretsmanager:ListSecretVersionIds',
        'secretsmanager:RemoveRegionsFromReplication',
        'secretsmanager:ReplicateSecretToRegions',
        'secretsmanager:RestoreSecret',
        'secretsmanager:StopReplicationToReplica',
        'secretsmanager:TagResource',
        'secretsmanager:UntagResource',
        'secretsmanager:UpdateSecret',
        'secretsmanager:ValidateResourcePolicy',
      ],
    },
    {
      actions: ['secretsmanager:PutResourcePolicy'],
      conditions: { Bool: { 'secretsmanager:BlockPublicPolicy': 'true' } },
    },
  ],
  onKey: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
};

/**
 * Reading secrets whose tags equal those of the reader.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access-abac.html
 */
export function readByTags(tagKeys: string[]): Access {
  const tags = tagKeys.map((key) => [`secretsmanager:ResourceTag/${key}`, `\${aws:PrincipalTag/${key}}`]);
  return {
    onSecret: READ.onSecret.map(({ actions }) => ({ actions, conditions: { StringEquals: Object.fromEntries(tags) } })),
    onKey: READ.onKey,
    isForReaders: true,
  };
}

/** What a batch needs of each secret in it. */
export const BATCH_READ: Access = {
  onSecret: [{ actions: ['secretsmanager:GetSecretValue'] }],
  onKey: READ.onKey,
  isForReaders: true,
};

/** What takes no resource, so that it is allowed on all: the value of each secret is allowed apart. */
export const LISTING = ['secretsmanager:BatchGetSecretValue', 'secretsmanager:ListSecrets'];

/** Administration of a key: everything that manages it, nothing that encrypts or decrypts with it. */
export const KEY_ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:Create*',
  'kms:Delete*',
  'kms:Describe*',
  'kms:Disable*',
  'kms:Enable*',
  'kms:Get*',
  'kms:List*',
  'kms:Put*',
  'kms:Revoke*',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:Update*',
];

/** What Secrets Manager does with a key on behalf of those who read, write, re-encrypt and replicate a secret. */
export const KEY_USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** Every action that turns a symmetric key's ciphertext into plaintext or the reverse. */
export const KEY_CRYPTOGRAPHY = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyPair',
  'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
