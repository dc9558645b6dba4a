import { Token } from 'aws-cdk-lib';
import { quote } from '../private/problems';

/**
 * Why Secrets Manager would refuse these staging labels; empty where it would not.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export function problemsOfStages(stages: string[]): string[] {
  const none = stages.length === 0 ? ["'stages' must name a staging label, got none: AWSCURRENT is the usual one"] : [];
  const bad = stages.filter((stage) => !Token.isUnresolved(stage) && (stage.length < 1 || stage.length > 256));
  return [...none, ...bad.map((stage) => `a staging label must have 1 to 256 characters, got ${quote(stage)}`)];
}
