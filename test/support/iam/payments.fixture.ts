import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { World } from './world';

/** The accounts of the harness's own tests: the app is deployed to HOME. */
export const HOME = '111111111111';
export const OTHER = '222222222222';
export const THIRD = '333333333333';
export const GET = 'secretsmanager:GetSecretValue';
export const VIA_SECRETS_MANAGER = { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' };
export const ENDPOINT = { 'aws:SourceVpce': 'vpce-1' };

const env = { account: HOME, region: 'eu-west-1' };
const app = new App();
const data = new Stack(app, 'Data', { env });
const apps = new Stack(app, 'Apps', { env });

function allow(sid: string, actions: string[], resources: string[], rest: iam.PolicyStatementProps = {}) {
  return new iam.PolicyStatement({ sid, actions, resources, ...rest });
}

const named = new iam.ArnPrincipal(`arn:aws:iam::${HOME}:role/named`);
const theirs = new iam.ArnPrincipal(`arn:aws:iam::${OTHER}:role/theirs`);

/** Delegates to IAM (the CDK's default key policy) and lets a role of another account in. */
export const openKey = new kms.Key(data, 'OpenKey');
openKey.addToResourcePolicy(allow('Theirs', ['kms:Decrypt'], ['*'], { principals: [theirs] }));

/** Names one role, and leaves the account's identity policies out. */
export const closedKey = new kms.Key(data, 'ClosedKey', {
  policy: new iam.PolicyDocument({
    statements: [
      allow('NamedRole', ['kms:Decrypt'], ['*'], {
        principals: [named],
        conditions: { StringEquals: VIA_SECRETS_MANAGER },
      }),
    ],
  }),
});

function secret(id: string, kmsKeyId: string | undefined, rest: Partial<secretsmanager.CfnSecretProps> = {}) {
  return new secretsmanager.CfnSecret(data, id, { name: `prod/pay/${id.toLowerCase()}`, kmsKeyId, ...rest });
}

export const open = secret('Open', openKey.keyArn, {
  tags: [{ key: 'Service', value: 'payments' }],
  replicaRegions: [{ region: 'eu-central-1' }],
});
export const closed = secret('Closed', closedKey.keyArn);
/** Encrypted with `aws/secretsmanager`. */
export const plain = secret('Plain', undefined);
/** Lets two roles and a service in, by a policy of its own, and only from one endpoint. */
export const shared = secret('Shared', openKey.keyArn);
new secretsmanager.CfnResourcePolicy(data, 'SharedPolicy', {
  secretId: shared.ref,
  resourcePolicy: new iam.PolicyDocument({
    statements: [
      allow('Roles', [GET], ['*'], { principals: [named, theirs] }),
      allow('Service', [GET], ['*'], {
        principals: [new iam.ServicePrincipal('dms.amazonaws.com')],
        conditions: { StringEquals: { 'aws:SourceAccount': HOME } },
      }),
      allow('OnlyFromEndpoint', [GET], ['*'], {
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        conditions: {
          StringNotEqualsIfExists: { 'aws:SourceVpce': 'vpce-1' },
          Bool: { 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    ],
  }),
});

function readAnything(): iam.PolicyStatement {
  return allow('ReadAnything', [GET, 'kms:Decrypt', 'secretsmanager:ListSecrets'], ['*']);
}

function role(id: string, statement: iam.PolicyStatement, rest: Partial<iam.RoleProps> = {}): iam.Role {
  const created = new iam.Role(apps, id, { assumedBy: new iam.AccountRootPrincipal(), ...rest });
  created.addToPolicy(statement);
  return created;
}

/** Reads one secret through Secrets Manager, by references to the other stack. */
export const reader = role('Reader', allow('Get', [GET], [open.ref]));
reader.addToPolicy(
  allow('Decrypt', ['kms:Decrypt'], [openKey.keyArn], {
    conditions: { StringEquals: VIA_SECRETS_MANAGER, StringLike: { 'kms:EncryptionContext:SecretARN': open.ref } },
  }),
);
export const wide = role('Wide', readAnything());
export const bounded = role('Bounded', readAnything(), {
  permissionsBoundary: new iam.ManagedPolicy(apps, 'Boundary', {
    statements: [allow('KeysOnly', ['kms:*'], ['*'])],
  }),
});
const group = new iam.Group(apps, 'Group');
group.addToPolicy(readAnything());
export const member = new iam.User(apps, 'Member', { groups: [group] });
export const stranger = new iam.User(apps, 'Stranger');
export const imported = iam.Role.fromRoleName(apps, 'Imported', 'imported');
imported.addToPrincipalPolicy(readAnything());

export const rotator = new lambda.Function(apps, 'Rotator', {
  code: lambda.Code.fromInline('exports.handler = () => {}'),
  handler: 'index.handler',
  runtime: lambda.Runtime.NODEJS_22_X,
});
rotator.addPermission('Rotation', {
  principal: new iam.ServicePrincipal('secretsmanager.amazonaws.com'),
  sourceAccount: HOME,
});

export const world = World.of(app);
/** A role that only the resource policies know. */
export const namedRole = world.addPrincipal({ name: 'named', account: HOME });
