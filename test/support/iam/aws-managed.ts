import type { Environment } from './environment';
import { madeUpUuid } from './made-up';
import { type PolicyDocument, policy } from './policy-document';

/** The ARN of `aws/secretsmanager` in an account and Region. */
export function managedKeyArn({ partition, region, account }: Environment): string {
  return `arn:${partition}:kms:${region}:${account}:key/${madeUpUuid(`aws/secretsmanager ${account} ${region}`)}`;
}

/** The key policy `auto-secretsmanager-2`, as the Secrets Manager User Guide prints it (page security-encryption). */
export function managedKeyPolicy({ partition, region, account }: Environment): PolicyDocument {
  const viaService = `secretsmanager.${region}.amazonaws.com`;
  return policy(
    {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:CreateGrant', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': account, 'kms:ViaService': viaService } },
    },
    {
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': account }, StringLike: { 'kms:ViaService': viaService } },
    },
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${account}:root` },
      Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:RevokeGrant'],
      Resource: '*',
    },
  );
}

/** The policy of a key that is created without one. */
export function defaultKeyPolicy({ partition, account }: Environment): PolicyDocument {
  return policy({
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partition}:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  });
}

/** AWS managed policies that the CDK attaches by itself: none says anything about secrets or keys. */
export const MANAGED_POLICIES: Readonly<Record<string, PolicyDocument>> = {
  'service-role/AWSLambdaBasicExecutionRole': policy({
    Effect: 'Allow',
    Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: '*',
  }),
  'service-role/AWSLambdaVPCAccessExecutionRole': policy({
    Effect: 'Allow',
    Action: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    Resource: '*',
  }),
};
