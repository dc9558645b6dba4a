import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { OperationName } from './operations';
import type { Granted } from './scene';

/** A grant, and all that it is meant to allow. */
export interface GrantCase {
  readonly grant: (on: Granted, grantee: IGrantable) => unknown;
  readonly operations: OperationName[];
  readonly keyActions: string[];
  /** Whether the other secret of the namespace is granted as well. */
  readonly isOfNamespace?: boolean;
  /** Whether it is for grantees of the account only. */
  readonly isWithinAccount?: boolean;
}

const READ: OperationName[] = ['get', 'getCurrent', 'getPrevious', 'getPending', 'getVersion', 'describe'];
const WRITE: OperationName[] = ['put', 'moveStage', 'describe'];
const ADMINISTER: OperationName[] = [
  'describe',
  'listVersions',
  'update',
  'tag',
  'untag',
  'getPolicy',
  'putPolicy',
  'deletePolicy',
  'validatePolicy',
  'replicate',
  'removeReplicas',
  'stopReplication',
  'restore',
];

export const GRANTS = {
  read: {
    grant: ({ secret }, grantee) => secret.grants.read(grantee),
    operations: READ,
    keyActions: ['kms:Decrypt'],
  },
  'read, by the method of the L2': {
    grant: ({ secret }, grantee) => secret.grantRead(grantee),
    operations: READ,
    keyActions: ['kms:Decrypt'],
  },
  readPrevious: {
    grant: ({ secret }, grantee) => secret.grants.readPrevious(grantee),
    operations: ['getPrevious', 'describe'],
    keyActions: ['kms:Decrypt'],
  },
  'readStage AWSPENDING': {
    grant: ({ secret }, grantee) => secret.grants.readStage(grantee, 'AWSPENDING'),
    operations: ['getPending', 'describe'],
    keyActions: ['kms:Decrypt'],
  },
  'readStage AWSCURRENT': {
    grant: ({ secret }, grantee) => secret.grantRead(grantee, ['AWSCURRENT']),
    operations: ['get', 'getCurrent', 'describe'],
    keyActions: ['kms:Decrypt'],
  },
  write: {
    grant: ({ secret }, grantee) => secret.grants.write(grantee),
    operations: WRITE,
    keyActions: ['kms:Decrypt', 'kms:GenerateDataKey'],
  },
  rotate: {
    grant: ({ secret }, grantee) => secret.grants.rotate(grantee),
    operations: ['rotate', 'cancelRotate', 'describe'],
    keyActions: [],
  },
  administer: {
    grant: ({ secret }, grantee) => secret.grants.administer(grantee),
    operations: ADMINISTER,
    keyActions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
    isWithinAccount: true,
  },
  'namespace read': {
    grant: ({ namespace }, grantee) => namespace.grants.read(grantee),
    operations: READ,
    keyActions: ['kms:Decrypt'],
    isOfNamespace: true,
  },
  'namespace write': {
    grant: ({ namespace }, grantee) => namespace.grants.write(grantee),
    operations: WRITE,
    keyActions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    isOfNamespace: true,
  },
  'namespace batchRead': {
    grant: ({ namespace }, grantee) => namespace.grants.batchRead(grantee),
    operations: ['get', 'getCurrent', 'getPrevious', 'getPending', 'getVersion', 'batchGet', 'list'],
    keyActions: ['kms:Decrypt'],
    isOfNamespace: true,
    isWithinAccount: true,
  },
} satisfies Record<string, GrantCase>;

export type GrantName = keyof typeof GRANTS;
