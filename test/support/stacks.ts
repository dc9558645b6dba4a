import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, type RoleProps, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  GovernedSecret,
  type GovernedSecretProps,
  SecretName,
  SecretNamespace,
  type SecretNamespaceProps,
} from '../../src';

export const ENV = { account: '111122223333', region: 'eu-west-1' };

/** A stack of an app of its own, in a known account and Region unless said otherwise. */
export function newStack(props: StackProps = { env: ENV }, id = 'Stack', app = new App()): Stack {
  return new Stack(app, id, props);
}

/** Two stacks of one app: what is granted, and who is granted. */
export function twoStacks(): { secrets: Stack; readers: Stack } {
  const app = new App();
  return { secrets: newStack({ env: ENV }, 'Secrets', app), readers: newStack({ env: ENV }, 'Readers', app) };
}

export const DB_NAME = { environment: 'prod', service: 'payments', purpose: 'db' };

/** A secret with nothing said that has a default. */
export function newSecret(stack: Stack, props: Partial<GovernedSecretProps> = {}, id = 'Secret'): GovernedSecret {
  return new GovernedSecret(stack, id, { name: SecretName.of(DB_NAME), owner: 'team-payments', ...props });
}

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape
export type Json = any;

/** All resources of a type, by logical id. */
export function resources(stack: Stack, type: string): Record<string, Json> {
  return Template.fromStack(stack).findResources(type);
}

/** The only resource of a type. */
export function onlyResource(stack: Stack, type: string): Json {
  const found = Object.values(resources(stack, type));
  expect(found).toHaveLength(1);
  return found[0];
}

/** The statements of every IAM policy of a stack, those that the CDK moved to managed policies included. */
export function identityStatements(stack: Stack): Json[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => Object.values(resources(stack, type)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

export const OTHER_ACCOUNT = '444455556666';

/** A role that an instance assumes. */
export function newRole(stack: Stack, props: Partial<RoleProps> = {}, id = 'Role'): Role {
  return new Role(stack, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com'), ...props });
}

/** The resolved form of an ARN, from what follows its partition. */
export const inPartition = (rest: string): Json => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });

/** What the resource policies of a stack's secrets say, beside the protection against deletion. */
export function secretStatements(stack: Stack): Json[] {
  return Object.values(resources(stack, 'AWS::SecretsManager::ResourcePolicy'))
    .flatMap(({ Properties }) => Properties.ResourcePolicy.Statement)
    .filter(({ Sid }) => Sid !== 'NoDeletionWithoutRecovery');
}

/** What the policy of a stack's only key says for those beyond the account, behind its own three statements. */
export function keyStatements(stack: Stack): Json[] {
  return onlyResource(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement.slice(3);
}

/** A namespace with nothing said that has a default. */
export function newNamespace(stack: Stack, props: Partial<SecretNamespaceProps> = {}): SecretNamespace {
  return new SecretNamespace(stack, 'Payments', {
    environment: 'prod',
    service: 'payments',
    owner: 'team-payments',
    ...props,
  });
}
