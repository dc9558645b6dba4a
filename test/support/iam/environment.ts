/** Where a stack is deployed. */
export interface Environment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** What an environment-agnostic stack is deployed to, unless a test says otherwise. */
export const DEFAULT_ENVIRONMENT: Environment = environmentOf('111111111111', 'eu-west-1');

/** The environment of an account and Region, with the partition that the Region belongs to. */
export function environmentOf(account: string, region: string): Environment {
  return { account, region, partition: partitionOf(region) };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) {
    return 'aws-cn';
  }
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** `AWS::URLSuffix` of a partition. */
export function urlSuffixOf(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
}
