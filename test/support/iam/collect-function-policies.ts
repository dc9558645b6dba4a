import { type NamedDocument, policyDocument } from './policy-document';
import type { ResolvedApp, ResolvedResource } from './resolve-template';
import type { JsonObject } from './template';

/** One resource policy for each function that an `AWS::Lambda::Permission` is written for, by the function's ARN. */
export function collectFunctionPolicies(app: ResolvedApp): Map<string, NamedDocument> {
  const statements = new Map<string, JsonObject[]>();
  const arns = new Map(app.resources('AWS::Lambda::Function').map((fn) => [fn.ref, fn.attribute('Arn')]));
  for (const permission of app.resources('AWS::Lambda::Permission')) {
    const target = String(permission.property('FunctionName'));
    const arn = arns.get(target) ?? target;
    statements.set(arn, [...(statements.get(arn) ?? []), statementOf(permission, arn)]);
  }
  return new Map(
    [...statements].map(([arn, written]) => {
      const id = `permissions of ${arn}`;
      const document = policyDocument({ Version: '2012-10-17', Statement: written }, id);
      return [arn, { id, kind: 'function', document, written: true }];
    }),
  );
}

/** The statement that Lambda adds to the function's policy. */
function statementOf(permission: ResolvedResource, arn: string): JsonObject {
  const property = (name: string): string | undefined => permission.property(name) as string | undefined;
  const principal = property('Principal') ?? '';
  const equals = {
    ...(property('SourceAccount') && { 'aws:SourceAccount': property('SourceAccount') as string }),
    ...(property('PrincipalOrgID') && { 'aws:PrincipalOrgID': property('PrincipalOrgID') as string }),
  };
  const sourceArn = property('SourceArn');
  const condition = {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(sourceArn && { ArnLike: { 'aws:SourceArn': sourceArn } }),
  };
  return {
    Sid: permission.logicalId,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { [principal.endsWith('.amazonaws.com') ? 'Service' : 'AWS']: principal },
    Action: property('Action') ?? '',
    Resource: arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}
