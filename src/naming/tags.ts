import { Token } from 'aws-cdk-lib';
import { quote } from '../private/problems';

const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 127;
const MAX_VALUE_LENGTH = 255;
const LEGAL_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;
const CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';

/**
 * Why AWS would refuse these tags of a secret; what is known only at deployment is not checked.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/managing-secrets_tagging.html
 */
export function checkTags(tags: { [key: string]: string }): string[] {
  const entries = Object.entries(tags);
  return [
    ...problemsOfCount(entries.length),
    ...entries.filter(([key]) => !Token.isUnresolved(key)).flatMap(([key]) => problemsOfKey(key)),
    ...entries.filter(([, value]) => !Token.isUnresolved(value)).flatMap(([key, value]) => problemsOfValue(key, value)),
  ];
}

function problemsOfCount(count: number): string[] {
  return count > MAX_TAGS ? [`'tags' must have at most ${MAX_TAGS} tags, got ${count}: leave some out`] : [];
}

function problemsOfKey(key: string): string[] {
  const rules: [boolean, string, string][] = [
    [key.length > 0, 'must have at least 1 character', 'name it'],
    [key.length <= MAX_KEY_LENGTH, `must have at most ${MAX_KEY_LENGTH} characters`, 'shorten it'],
    [!/^aws:/i.test(key), "must not start with 'aws:' in any case", 'AWS reserves it, choose another'],
    [LEGAL_CHARACTERS.test(key), `must have only ${CHARACTERS}`, 'replace the other characters'],
  ];
  return problems(`a key of 'tags'`, key, rules);
}

function problemsOfValue(key: string, value: string): string[] {
  const rules: [boolean, string, string][] = [
    [value.length <= MAX_VALUE_LENGTH, `must have at most ${MAX_VALUE_LENGTH} characters`, 'shorten it'],
    [LEGAL_CHARACTERS.test(value), `must have only ${CHARACTERS}`, 'replace the other characters'],
  ];
  return problems(`${quote(`tags.${key}`)}`, value, rules);
}

function problems(label: string, got: string, rules: [boolean, string, string][]): string[] {
  return rules.filter(([holds]) => !holds).map(([, must, advice]) => `${label} ${must}, got ${quote(got)}: ${advice}`);
}
