import { CfnResource, Stack } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

/** How a test names something of the world: its construct, ARN, name, logical id, or `stack/logicalId`. */
export type Handle = string | IConstruct;

interface Findable {
  readonly arn: string;
  readonly path?: string;
  readonly name?: string;
  readonly aliases?: readonly string[];
}

/** The one item that the handle means; none, or more than one, is an error. */
export function find<T extends Findable>(items: readonly T[], handle: Handle, what: string): T {
  const wanted = typeof handle === 'string' ? handle : pathOfConstruct(handle);
  const found = items.filter((item) => isCalled(item, wanted));
  if (found.length !== 1) {
    const candidates = (found.length > 1 ? found : items).map(({ arn }) => arn).join(', ');
    throw new Error(`${found.length} ${what}s are called '${wanted}'; there are ${candidates || 'none'}`);
  }
  return found[0];
}

function isCalled({ arn, path, name, aliases }: Findable, wanted: string): boolean {
  const names = [arn, arn.split('/').pop(), path, path?.split('/').pop(), name, ...(aliases ?? [])];
  return names.includes(wanted);
}

function pathOfConstruct(construct: IConstruct): string {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (!Construct.isConstruct(resource) || !CfnResource.isCfnResource(resource)) {
    throw new Error(`'${construct.node.path}' has no resource of its own in the template: use its name or ARN`);
  }
  return `${Stack.of(resource).artifactId}/${Stack.of(resource).resolve(resource.logicalId)}`;
}
