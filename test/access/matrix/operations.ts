import type { Context } from '../../support/iam';

/** A call to Secrets Manager, as a caller makes it. */
export interface Operation {
  readonly action: string;
  readonly context?: Context;
  /** The call takes no resource. */
  readonly onAll?: boolean;
}

const on = (action: string, context?: Context): Operation => ({ action: `secretsmanager:${action}`, context });
const stage = (label: string): Context => ({ 'secretsmanager:VersionStage': label });

/** Every call that a caller could try on a secret. */
export const OPERATIONS = {
  get: on('GetSecretValue'),
  getCurrent: on('GetSecretValue', stage('AWSCURRENT')),
  getPrevious: on('GetSecretValue', stage('AWSPREVIOUS')),
  getPending: on('GetSecretValue', stage('AWSPENDING')),
  getVersion: on('GetSecretValue', { 'secretsmanager:VersionId': '11111111-2222-3333-4444-555555555555' }),
  describe: on('DescribeSecret'),
  listVersions: on('ListSecretVersionIds'),
  put: on('PutSecretValue'),
  moveStage: on('UpdateSecretVersionStage', stage('AWSCURRENT')),
  rotate: on('RotateSecret'),
  cancelRotate: on('CancelRotateSecret'),
  update: on('UpdateSecret'),
  tag: on('TagResource', { 'aws:RequestTag/Team': 'x', 'aws:TagKeys': ['Team'] }),
  untag: on('UntagResource', { 'aws:TagKeys': ['Team'] }),
  getPolicy: on('GetResourcePolicy'),
  putPolicy: on('PutResourcePolicy', { 'secretsmanager:BlockPublicPolicy': 'true' }),
  putPublicPolicy: on('PutResourcePolicy', { 'secretsmanager:BlockPublicPolicy': 'false' }),
  deletePolicy: on('DeleteResourcePolicy'),
  validatePolicy: on('ValidateResourcePolicy'),
  replicate: on('ReplicateSecretToRegions'),
  removeReplicas: on('RemoveRegionsFromReplication'),
  stopReplication: on('StopReplicationToReplica'),
  restore: on('RestoreSecret'),
  delete: on('DeleteSecret', { 'secretsmanager:ForceDeleteWithoutRecovery': 'false' }),
  forceDelete: on('DeleteSecret', { 'secretsmanager:ForceDeleteWithoutRecovery': 'true' }),
  batchGet: { ...on('BatchGetSecretValue'), onAll: true },
  list: { ...on('ListSecrets'), onAll: true },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** The calls that are tried on every kind of grantee, beside those that its grant allows. */
export const PROBES: OperationName[] = ['get', 'getPrevious', 'put', 'update', 'delete', 'forceDelete'];

/** What Secrets Manager does with a key on behalf of a caller. */
export const KEY_USE = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'];

/** What a caller could try. */
export const KEY_ACTIONS = [...KEY_USE, 'kms:DescribeKey'];

/** Administration of a key: one action for each pattern of its policy. */
export const KEY_ADMINISTRATION = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateKeyDescription',
];
