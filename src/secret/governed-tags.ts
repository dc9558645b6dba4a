import { Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { checkTags } from '../naming/tags';

/** Above the 100 of `Tags.of(app).add(...)`: the name decides what these tags say. */
const PRIORITY = 200;

interface TagSource {
  readonly owner: string;
  readonly tags?: { [key: string]: string };
}

/** The tags of a secret or of its key: those that policies rely on come from the name. */
export function governedTags(levels: { [level: string]: string }, source: TagSource): { [key: string]: string } {
  return { ...source.tags, Environment: levels.environment, Service: levels.service, Owner: source.owner };
}

/** Why these tags would be refused, by AWS or by what policies rely on. */
export function problemsOfGovernedTags(levels: { [level: string]: string }, source: TagSource): string[] {
  const owner = source.owner === '' ? ["'owner' must not be empty: name a team or a mailing list"] : [];
  return [...owner, ...checkTags(governedTags(levels, source))];
}

/** Tags a construct and all that is made below it. */
export function addTags(construct: IConstruct, tags: { [key: string]: string }): void {
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(construct).add(key, value, { priority: PRIORITY });
  }
}
