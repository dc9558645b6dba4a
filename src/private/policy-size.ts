/** What a reference of a template becomes at deployment, at its longest that is usual. */
const LENGTHS: Record<string, number> = { 'AWS::AccountId': 12, 'AWS::Partition': 10, 'AWS::Region': 14 };

/** An ARN with a long name, or an id: what `Ref`, `Fn::GetAtt` and `Fn::ImportValue` of a policy stand for. */
const LENGTH_OF_REFERENCE = 100;

/**
 * Characters of a policy once CloudFormation has put in what the template refers to. White space does not count.
 *
 * @param known lengths of references that are known better, by their JSON
 */
export function policySize(resolved: unknown, known: Map<string, number> = new Map()): number {
  // biome-ignore lint/suspicious/noExplicitAny: a resolved policy is JSON of any shape
  const withoutReferences = (value: any): unknown => {
    if (Array.isArray(value)) {
      return value.map(withoutReferences);
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    if ('Fn::Join' in value) {
      const [separator, parts] = value['Fn::Join'];
      return parts.map(withoutReferences).join(separator);
    }
    const isReference = 'Ref' in value || Object.keys(value).some((key) => key.startsWith('Fn::'));
    return isReference
      ? '-'.repeat(known.get(JSON.stringify(value)) ?? LENGTHS[value.Ref] ?? LENGTH_OF_REFERENCE)
      : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutReferences(inner)]));
  };
  return JSON.stringify(withoutReferences(resolved)).length;
}
