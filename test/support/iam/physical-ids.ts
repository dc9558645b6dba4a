import type { Environment } from './environment';
import { madeUpMultiRegionKeyId, madeUpSuffix, madeUpUuid } from './made-up';
import type { Json } from './template';

/** A resource of a template, as far as its names depend on it. */
export interface NameableResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly environment: Environment;
  /** The resolved value of one property. */
  property(name: string): Json | undefined;
}

type Namer = (resource: NameableResource) => string;

interface Naming {
  readonly ref: Namer;
  readonly arn?: Namer;
}

const NAMINGS: Record<string, Naming> = {
  'AWS::SecretsManager::Secret': { ref: secretArn, arn: secretArn },
  'AWS::SecretsManager::SecretTargetAttachment': { ref: (r) => text(r, 'SecretId') },
  'AWS::SecretsManager::ResourcePolicy': { ref: (r) => text(r, 'SecretId') },
  'AWS::SecretsManager::RotationSchedule': { ref: (r) => text(r, 'SecretId') },
  'AWS::KMS::Key': { ref: keyId, arn: (r) => regional(r, 'kms', `key/${keyId(r)}`) },
  'AWS::KMS::ReplicaKey': { ref: replicaKeyId, arn: (r) => regional(r, 'kms', `key/${replicaKeyId(r)}`) },
  'AWS::KMS::Alias': { ref: (r) => text(r, 'AliasName') },
  'AWS::IAM::Role': { ref: named('RoleName'), arn: iamArn('role', named('RoleName')) },
  'AWS::IAM::User': { ref: named('UserName'), arn: iamArn('user', named('UserName')) },
  'AWS::IAM::Group': { ref: named('GroupName'), arn: iamArn('group', named('GroupName')) },
  'AWS::IAM::ManagedPolicy': {
    ref: iamArn('policy', named('ManagedPolicyName')),
    arn: iamArn('policy', named('ManagedPolicyName')),
  },
  'AWS::Lambda::Function': {
    ref: named('FunctionName'),
    arn: (r) => regional(r, 'lambda', `function:${named('FunctionName')(r)}`),
  },
  'AWS::SNS::Topic': { ref: topicArn, arn: topicArn },
};

/** What `Ref` gives: the documented value where it matters here, else a name like CloudFormation's. */
export function refOf(resource: NameableResource): string {
  return (NAMINGS[resource.type]?.ref ?? madeUpName)(resource);
}

/** What `Fn::GetAtt` gives: an ARN for attributes that are called so, else a text that shows where it comes from. */
export function attributeOf(resource: NameableResource, attribute: string): string {
  const naming = NAMINGS[resource.type];
  if (naming?.arn && /^(Arn|Id|PolicyArn|TopicArn)$/.test(attribute)) {
    return naming.arn(resource);
  }
  if (/arn$/i.test(attribute)) {
    const service = resource.type.split('::')[1].toLowerCase();
    return regional(resource, service, `${madeUpName(resource)}-${attribute.replace(/\W/g, '-')}`);
  }
  return resource.type === 'AWS::KMS::Key' && attribute === 'KeyId'
    ? keyId(resource)
    : `${madeUpName(resource)}.${attribute}`;
}

function secretArn(resource: NameableResource): string {
  const name = resource.property('Name') ?? `${resource.logicalId}-${madeUpSuffix(`name ${seed(resource)}`, 12)}`;
  return regional(resource, 'secretsmanager', `secret:${name}-${madeUpSuffix(seed(resource), 6)}`);
}

function keyId(resource: NameableResource): string {
  return resource.property('MultiRegion') === true
    ? madeUpMultiRegionKeyId(seed(resource))
    : madeUpUuid(seed(resource));
}

function replicaKeyId(resource: NameableResource): string {
  return text(resource, 'PrimaryKeyArn').split('/')[1];
}

function topicArn(resource: NameableResource): string {
  return regional(resource, 'sns', named('TopicName')(resource));
}

function named(property: string): Namer {
  return (resource) => (resource.property(property) as string | undefined) ?? madeUpName(resource);
}

function iamArn(kind: string, name: Namer): Namer {
  return (resource) => {
    const { partition, account } = resource.environment;
    return `arn:${partition}:iam::${account}:${kind}${resource.property('Path') ?? '/'}${name(resource)}`;
  };
}

function madeUpName(resource: NameableResource): string {
  const start = `${resource.stack}-${resource.logicalId}`.slice(0, 51);
  return `${start}-${madeUpSuffix(seed(resource), 12)}`;
}

function regional({ environment }: NameableResource, service: string, rest: string): string {
  return `arn:${environment.partition}:${service}:${environment.region}:${environment.account}:${rest}`;
}

function text(resource: NameableResource, property: string): string {
  const value = resource.property(property);
  if (typeof value !== 'string') {
    throw new Error(`${seed(resource)} (${resource.type}) has no text in '${property}'`);
  }
  return value;
}

function seed(resource: NameableResource): string {
  return `${resource.stack}/${resource.logicalId}`;
}
