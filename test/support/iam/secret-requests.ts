import { decide } from './decide';
import type { Decision } from './decision';
import { madeUpUuid } from './made-up';
import type { Principal, Secret } from './model';
import type { Context } from './request-context';
import type { World } from './world';

export interface SecretRequestOptions {
  /** The staging label that the caller names. */
  readonly versionStage?: string;
  /** The version id that the caller names. */
  readonly versionId?: string;
  /** The service that calls Secrets Manager with the caller's credentials, such as `cloudformation.amazonaws.com`. */
  readonly via?: string;
  /** Of both calls: organization, network. */
  readonly context?: Context;
  /** Of the Secrets Manager call alone. */
  readonly secretsManager?: Context;
  /** Of the KMS call alone. */
  readonly kms?: Context;
}

/** A call that needs the key too: the two authorizations, of which both must pass. */
export interface SecretDecision {
  readonly secretsManager: Decision;
  readonly kms: Decision;
  readonly allowed: boolean;
  readonly reason: string;
}

/** The services that appear in `aws:CalledVia`; the others set `aws:ViaAWSService` only. */
const CALLED_VIA = ['athena', 'cloudformation', 'dynamodb', 'kms'].map((service) => `${service}.amazonaws.com`);

/** A call by a service for its caller carries no network of that caller. */
const NETWORK = [
  'SourceIp',
  'SourceVpc',
  'SourceVpcArn',
  'SourceVpce',
  'VpcSourceIp',
  'VpceAccount',
  'VpceOrgID',
  'VpceOrgPaths',
];

/** `GetSecretValue`, then `kms:Decrypt` on the secret's key. */
export async function readSecret(
  world: World,
  principal: Principal,
  secret: Secret,
  options: SecretRequestOptions = {},
): Promise<SecretDecision> {
  const named: Context = {
    'secretsmanager:VersionStage': options.versionStage,
    'secretsmanager:VersionId': options.versionId,
  };
  return both(world, principal, secret, ['secretsmanager:GetSecretValue', 'kms:Decrypt'], options, named);
}

/** `PutSecretValue`, then `kms:GenerateDataKey` on the secret's key. */
export async function writeSecret(
  world: World,
  principal: Principal,
  secret: Secret,
  options: SecretRequestOptions = {},
): Promise<SecretDecision> {
  return both(world, principal, secret, ['secretsmanager:PutSecretValue', 'kms:GenerateDataKey'], options, {});
}

/** A use of the secret's key by Secrets Manager, with the caller's credentials: the second half of a call. */
export async function throughSecretsManager(
  world: World,
  principal: Principal,
  secret: Secret,
  action: string,
  { versionId, context = {}, kms = {} }: SecretRequestOptions = {},
): Promise<Decision> {
  return decide(world, {
    principal,
    action,
    resource: world.keyOf(secret),
    context: {
      'aws:ViaAWSService': 'true',
      ...withoutNetwork(context),
      'kms:ViaService': `secretsmanager.${secret.region}.amazonaws.com`,
      'kms:EncryptionContext:SecretARN': secret.arn,
      'kms:EncryptionContext:SecretVersionId': versionId ?? madeUpUuid(`version of ${secret.arn}`),
      ...kms,
    },
  });
}

async function both(
  world: World,
  principal: Principal,
  secret: Secret,
  [action, kmsAction]: [string, string],
  options: SecretRequestOptions,
  named: Context,
): Promise<SecretDecision> {
  const context = { ...(options.via === undefined ? {} : viaContext(options.via)), ...options.context };
  const secretsManager = await decide(world, {
    principal,
    action,
    resource: secret,
    context: {
      ...(options.via === undefined ? context : withoutNetwork(context)),
      ...named,
      ...options.secretsManager,
    },
  });
  const kms = await throughSecretsManager(world, principal, secret, kmsAction, { ...options, context });
  const allowed = secretsManager.allowed && kms.allowed;
  return { secretsManager, kms, allowed, reason: `${action}: ${secretsManager.reason}; ${kmsAction}: ${kms.reason}` };
}

function viaContext(service: string): Context {
  const chain = { 'aws:CalledVia': [service], 'aws:CalledViaFirst': service, 'aws:CalledViaLast': service };
  return { 'aws:ViaAWSService': 'true', ...(CALLED_VIA.includes(service) ? chain : {}) };
}

function withoutNetwork(context: Context): Context {
  const lost = NETWORK.map((key) => `aws:${key}`.toLowerCase());
  return Object.fromEntries(Object.entries(context).filter(([key]) => !lost.includes(key.toLowerCase())));
}
