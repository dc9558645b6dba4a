import type { IConstruct } from 'constructs';
import { throwIfAny } from './problems';

/**
 * A setting of a construct and of everything below it.
 *
 * It is a property of the construct, as the CDK's own aspects are: context cannot be set once there are children.
 */
export class ScopedSetting<T> {
  private readonly key: symbol;

  /** @param name what errors call the setting */
  public constructor(private readonly name: string) {
    this.key = Symbol.for(`cdk-governed-secrets.${name}`);
  }

  public set(scope: IConstruct, value: T): void {
    const problem =
      `a ${this.name} must be applied to a construct once, got a second one: ` +
      'join them in one, or apply the other to a construct below';
    throwIfAny(scope.node.path || 'App', Object.hasOwn(scope, this.key) ? [problem] : []);
    Object.defineProperty(scope, this.key, { value, enumerable: false });
  }

  /** The value of the construct itself or of its nearest parent that has one. */
  public find(scope: IConstruct): T | undefined {
    const holder = scope.node.scopes.reverse().find((candidate) => Object.hasOwn(candidate, this.key));
    return holder && (holder as IConstruct & { [key: symbol]: T })[this.key];
  }
}
