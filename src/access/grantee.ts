import { Token } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  CompositePrincipal,
  type IGrantable,
  type IPrincipal,
  UnknownPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { problemsOfAccount, problemsOfOrganization, problemsOfOrganizationPath } from './account-ids';

/** Which policies have to allow a grantee. */
export enum GranteeKind {
  /** An identity of the secret's account: its own policy decides. */
  OWN_ACCOUNT,
  /** An identity, an account or an organization beyond it: the policies of secret and key decide as well. */
  OTHER_ACCOUNT,
  /** An AWS service that calls for itself, which has no policy of its own. */
  SERVICE,
}

export interface Grantee {
  readonly principal: IPrincipal;
  readonly kind: GranteeKind;
  readonly problems: string[];
}

/** Condition keys that keep everybody within accounts that the author of the policy knows, and how their values look. */
const BOUNDARIES: Record<string, (value: string) => string[]> = {
  'aws:PrincipalAccount': problemsOfAccount,
  'aws:PrincipalOrgID': problemsOfOrganization,
  'aws:PrincipalOrgPaths': problemsOfOrganizationPath,
};

const BOUNDING_OPERATOR = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike)$/;

/** Those whom a principal stands for: a composite principal is several. */
export function granteesOf({ grantPrincipal }: IGrantable, account: string): Grantee[] {
  return grantPrincipal instanceof CompositePrincipal
    ? grantPrincipal.principals.flatMap((principal) => granteesOf(principal, account))
    : [classify(grantPrincipal, account)];
}

function classify(principal: IPrincipal, account: string): Grantee {
  if (principal instanceof UnknownPrincipal) {
    return { principal, kind: GranteeKind.OWN_ACCOUNT, problems: [] };
  }
  const { principalJson, conditions } = principal.policyFragment;
  if (principalJson.Service !== undefined) {
    return { principal, kind: GranteeKind.SERVICE, problems: [] };
  }
  const arns = Object.values(principalJson).flat();
  const isOwn = arns.every((arn) => isOfAccount(principal, arn, account));
  const kind = isOwn ? GranteeKind.OWN_ACCOUNT : GranteeKind.OTHER_ACCOUNT;
  const unsuitable = ['Federated', 'CanonicalUser'].find((type) => type in principalJson);
  return {
    principal,
    kind,
    problems: [
      ...(unsuitable ? [`a ${unsuitable} principal cannot be granted a secret: grant the role that it assumes`] : []),
      ...(isOwn && principal instanceof AccountPrincipal ? [OWN_ACCOUNT] : []),
      ...(isOwn ? [] : arns.flatMap(problemsOfGroup)),
      ...arns.flatMap((arn) => problemsOfAccount(accountOf(principal, arn))),
      ...problemsOfBoundaries(conditions, arns.includes('*')),
    ],
  };
}

const OWN_ACCOUNT =
  'a grant to the own account allows nobody anything, since IAM policies decide there: grant its roles, users or groups';

const EVERYBODY =
  "a grant to everybody ('*') must be bounded by accounts or organizations: use an iam.AccountPrincipal, an " +
  "iam.OrganizationPrincipal, or .withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-...' } })";

/** An account that is known at deployment only is that of the secret, but for a bare ARN of a known account. */
function isOfAccount(principal: IPrincipal, arn: string, account: string): boolean {
  const ofPrincipal = accountOf(principal, arn);
  if (arn === '*' || ofPrincipal === undefined || Token.isUnresolved(ofPrincipal)) {
    return arn !== '*';
  }
  return Token.isUnresolved(account) ? Construct.isConstruct(principal) : ofPrincipal === account;
}

function accountOf(principal: IPrincipal, arn: string): string | undefined {
  return principal.principalAccount ?? (Token.isUnresolved(arn) ? undefined : arn.split(':')[4]);
}

function problemsOfGroup(arn: string): string[] {
  const isGroup = !Token.isUnresolved(arn) && arn.split(':')[5]?.startsWith('group/');
  return isGroup ? [`a group of another account cannot be granted a secret, got '${arn}': grant a role`] : [];
}

function problemsOfBoundaries(conditions: Record<string, unknown>, isEverybody: boolean): string[] {
  const bounds = Object.entries(conditions)
    .filter(([operator]) => BOUNDING_OPERATOR.test(operator))
    .flatMap(([, operands]) => Object.entries(operands as Record<string, unknown>))
    .filter(([key]) => key in BOUNDARIES);
  return [
    ...(isEverybody && bounds.length === 0 ? [EVERYBODY] : []),
    ...bounds.flatMap(([key, values]) => [values].flat().flatMap((value) => BOUNDARIES[key](String(value)))),
  ];
}
