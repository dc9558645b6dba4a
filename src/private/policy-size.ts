/** What a reference of a template becomes at deployment, at its longest that is usual. */
const LENGTHS: Record<string, number> = { 'AWS::AccountId': 12, 'AWS::Partition': 10, 'AWS::Region': 14 };

/** An ARN with a long name, or an id: what `Ref`, `Fn::GetAtt` and `Fn::ImportValue` of a policy stand for. */
const LENGTH_OF_REFERENCE = 100;

export type Json = string | number | boolean | Json[] | { [key: string]: Json };

/**
 * Characters of a policy once CloudFormation has put in what the template refers to. White space does not count.
 *
 * @param known lengths of references that are known better, by their JSON
 */
export function policySize(resolved: Json, known: Map<string, number> = new Map()): number {
  const withoutReferences = (value: Json): Json => {
    if (Array.isArray(value)) {
      return value.map(withoutReferences);
    }
    if (typeof value !== 'object') {
      return value;
    }
    if (Array.isArray(value['Fn::Join'])) {
      const [separator, parts] = value['Fn::Join'];
      return [parts].flat().map(withoutReferences).join(String(separator));
    }
    const isReference = 'Ref' in value || Object.keys(value).some((key) => key.startsWith('Fn::'));
    const length = known.get(JSON.stringify(value)) ?? LENGTHS[String(value.Ref)] ?? LENGTH_OF_REFERENCE;
    return isReference
      ? '-'.repeat(length)
      : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner)]));
  };
  return JSON.stringify(withoutReferences(resolved)).length;
}
