import { type Access, ADMINISTER, READ, ROTATE, WRITE } from './perms';

/**
 * What a grantee may do with a secret.
 */
export enum SecretAccess {
  /** Reading the value and the metadata. */
  READ = 'read',
  /** Putting a new value and moving staging labels. */
  WRITE = 'write',
  /** Starting and stopping rotations. */
  ROTATE = 'rotate',
  /** Everything about the secret but its value and its deletion. */
  ADMINISTER = 'administer',
}

export const ACCESS: Record<SecretAccess, Access> = {
  [SecretAccess.READ]: READ,
  [SecretAccess.WRITE]: WRITE,
  [SecretAccess.ROTATE]: ROTATE,
  [SecretAccess.ADMINISTER]: ADMINISTER,
};
