import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';

/** A secret as a synthesized app shows it. */
export interface SecretRow {
  readonly name: string;
  readonly key: string;
  readonly rotation: string;
  readonly readers: string[];
}

// biome-ignore lint/suspicious/noExplicitAny: properties of a template are JSON of any shape
type Json = any;

interface Resource {
  readonly logicalId: string;
  readonly stack: CloudFormationStackArtifact;
  readonly properties: Json;
}

/** Every secret of an assembly, with what the templates say about its key, its rotation and its readers. */
export function secretsOf(assembly: CloudAssembly): SecretRow[] {
  const policies = resourcesOf(assembly, 'AWS::IAM::Policy');
  return resourcesOf(assembly, 'AWS::SecretsManager::Secret').map((secret) => ({
    name: secret.properties.Name,
    key: aliasOf(assembly, secret),
    rotation: rotationOf(assembly, secret),
    readers: policies
      .filter((policy) => policy.properties.PolicyDocument.Statement.some((s: Json) => reads(policy, s, secret)))
      .flatMap((policy) => policy.properties.Roles.map((role: Json) => pathOf(policy.stack, role.Ref))),
  }));
}

function aliasOf(assembly: CloudAssembly, secret: Resource): string {
  const keyId = JSON.stringify(secret.properties.KmsKeyId);
  const alias = resourcesOf(assembly, 'AWS::KMS::Alias').find(
    ({ stack, properties }) => stack === secret.stack && JSON.stringify(properties.TargetKeyId) === keyId,
  );
  return alias?.properties.AliasName ?? (keyId === undefined ? 'aws/secretsmanager' : 'a key without an alias');
}

function rotationOf(assembly: CloudAssembly, secret: Resource): string {
  const schedule = resourcesOf(assembly, 'AWS::SecretsManager::RotationSchedule').find(
    ({ stack, properties }) => stack === secret.stack && properties.SecretId.Ref === secret.logicalId,
  );
  return schedule?.properties.RotationRules.ScheduleExpression ?? 'none';
}

function reads(policy: Resource, statement: Json, secret: Resource): boolean {
  return (
    statement.Effect === 'Allow' &&
    [statement.Action].flat().includes('secretsmanager:GetSecretValue') &&
    [statement.Resource].flat().some((arn) => isArnOf(policy.stack, arn, secret))
  );
}

function isArnOf(from: CloudFormationStackArtifact, arn: Json, secret: Resource): boolean {
  const isRef = from === secret.stack && arn.Ref === secret.logicalId;
  const exported = outputsOf(secret.stack).find(({ Export }) => Export?.Name === arn['Fn::ImportValue']);
  return isRef || exported?.Value.Ref === secret.logicalId;
}

function resourcesOf(assembly: CloudAssembly, type: string): Resource[] {
  return assembly.stacks.flatMap((stack) =>
    Object.entries<Json>(stack.template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([logicalId, resource]) => ({ logicalId, stack, properties: resource.Properties })),
  );
}

function outputsOf(stack: CloudFormationStackArtifact): Json[] {
  return Object.values(stack.template.Outputs ?? {});
}

/** The construct path of a resource, as the metadata of the assembly has it. */
function pathOf(stack: CloudFormationStackArtifact, logicalId: string): string {
  const entry = stack.findMetadataByType('aws:cdk:logicalId').find(({ data }) => data === logicalId);
  return entry === undefined ? logicalId : entry.path.replace(/^\//, '').replace(/\/Resource$/, '');
}
