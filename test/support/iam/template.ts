import { App, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { DEFAULT_ENVIRONMENT, type Environment, environmentOf } from './environment';

export type Json = null | string | number | boolean | Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The parts of a CloudFormation template that the harness reads. */
export interface Template {
  readonly Parameters?: Record<string, JsonObject>;
  readonly Mappings?: Record<string, JsonObject>;
  readonly Conditions?: Record<string, Json>;
  readonly Resources?: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, JsonObject>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: JsonObject;
}

/** One synthesized stack: `id` is the stack's artifact id, which is its name outside a stage. */
export interface StackTemplate {
  readonly id: string;
  readonly environment: Environment;
  readonly template: Template;
  readonly parameters?: Record<string, string>;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All stacks of the app that `scope` belongs to, synthesized. */
export function templatesOf(scope: IConstruct, agnostic: Environment = DEFAULT_ENVIRONMENT): StackTemplate[] {
  const root = scope.node.root;
  if (!App.isApp(root) && !Stage.isStage(root)) {
    throw new Error(`'${scope.node.path}' is not part of an app`);
  }
  return root.synth().stacksRecursively.map((artifact) => ({
    id: artifact.id,
    environment: environmentOf(
      known(artifact.environment.account) ?? agnostic.account,
      known(artifact.environment.region) ?? agnostic.region,
    ),
    template: artifact.template as Template,
  }));
}

function known(value: string): string | undefined {
  return value.startsWith('unknown-') ? undefined : value;
}
