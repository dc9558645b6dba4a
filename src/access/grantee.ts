import { Aws, Token } from 'aws-cdk-lib';
import { CompositePrincipal, type IGrantable, type IPrincipal, UnknownPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { quote } from '../private/problems';
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
  /** What messages call it: its path, or what it is. */
  readonly name: string;
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
export function granteesOf(grantable: IGrantable, account: string): Grantee[] {
  const { grantPrincipal } = grantable;
  return grantPrincipal instanceof CompositePrincipal
    ? grantPrincipal.principals.flatMap((principal) => granteesOf(principal, account))
    : [{ name: nameOf(grantPrincipal, grantable), principal: grantPrincipal, ...classify(grantPrincipal, account) }];
}

function nameOf(...candidates: unknown[]): string {
  const construct = candidates.find((candidate) => Construct.isConstruct(candidate));
  return construct === undefined ? `${candidates[0]}` : quote(construct.node.path);
}

function classify(principal: IPrincipal, account: string): Pick<Grantee, 'kind' | 'problems'> {
  if (principal instanceof UnknownPrincipal) {
    return { kind: GranteeKind.OWN_ACCOUNT, problems: [] };
  }
  const { principalJson, conditions } = principal.policyFragment;
  if (principalJson.Service !== undefined) {
    return { kind: GranteeKind.SERVICE, problems: Object.keys(principalJson).length > 1 ? [MIXED] : [] };
  }
  const arns = Object.values(principalJson).flat();
  const isOwn = arns.every((arn) => isOfAccount(principal, arn, account));
  const unsuitable = ['Federated', 'CanonicalUser'].find((type) => type in principalJson);
  return {
    kind: isOwn ? GranteeKind.OWN_ACCOUNT : GranteeKind.OTHER_ACCOUNT,
    problems: unsuitable
      ? [`a ${unsuitable} principal cannot be granted a secret: grant the role that it assumes`]
      : [
          ...(isOwn ? problemsOfOwn(principal, arns) : []),
          ...(isOwn ? [] : arns.flatMap(problemsOfGroup)),
          ...arns.flatMap((arn) => problemsOfArn(principal, arn)),
          ...problemsOfBoundaries(conditions, arns.includes('*')),
        ],
  };
}

const OWN_ACCOUNT =
  'a grant to the own account allows nobody anything, since IAM policies decide there: grant its roles, users or groups';

const UNDER_CONDITION =
  'a condition on a principal of the own account would not stand in its own policy: grant the principal itself';

const MIXED =
  'AWS services and other principals cannot be granted together under a condition: grant them one after the other';

const EVERYBODY =
  "a grant to everybody ('*') must be bounded by accounts or organizations: use an iam.AccountPrincipal, an " +
  "iam.OrganizationPrincipal, or .withConditions({ StringEquals: { 'aws:PrincipalOrgID': 'o-...' } })";

/** A bare ARN that is known at deployment only is taken for one of the own account, with a warning. */
function isOfAccount(principal: IPrincipal, arn: string, account: string): boolean {
  const ofPrincipal = accountOf(principal, arn);
  const isImportedByToken = Token.isUnresolved(account) && account !== Aws.ACCOUNT_ID;
  if (isImportedByToken && Construct.isConstruct(principal)) {
    return true;
  }
  const isOwn = ofPrincipal === account || ofPrincipal === Aws.ACCOUNT_ID || isOwnRoot(principal);
  return arn !== '*' && (ofPrincipal === undefined || isOwn);
}

function accountOf(principal: IPrincipal, arn: string): string | undefined {
  return principal.principalAccount ?? arn.split(':')[4];
}

function problemsOfOwn(principal: IPrincipal, arns: string[]): string[] {
  if (isAccount(principal) || arns.some((arn) => arn.endsWith(':root'))) {
    return [OWN_ACCOUNT];
  }
  return Object.keys(principal.policyFragment.conditions).length > 0 ? [UNDER_CONDITION] : [];
}

/** Also under a condition, where the class is not that of an account any more. */
function isAccount(principal: IPrincipal): boolean {
  return /^Account(Root)?Principal\(/.test(`${principal}`);
}

function isOwnRoot(principal: IPrincipal): boolean {
  return /^AccountRootPrincipal\(/.test(`${principal}`);
}

function problemsOfArn(principal: IPrincipal, arn: string): string[] {
  if (arn === '*' || Token.isUnresolved(arn)) {
    return problemsOfAccount(principal.principalAccount);
  }
  const form = /^arn:[^:]+:(iam|sts)::[^:]*:[^*?]+$/;
  return form.test(arn)
    ? problemsOfAccount(accountOf(principal, arn))
    : [
        `a principal must be like 'arn:aws:iam::111122223333:role/app', without wildcards, got ${quote(arn)}: ` +
          'correct it, or grant an iam.AccountPrincipal',
      ];
}

function problemsOfGroup(arn: string): string[] {
  const isGroup = !Token.isUnresolved(arn) && arn.split(':')[5]?.startsWith('group/');
  return isGroup ? [`a group of another account cannot be granted a secret, got ${quote(arn)}: grant a role`] : [];
}

function problemsOfBoundaries(conditions: Record<string, unknown>, isEverybody: boolean): string[] {
  const bounds = Object.entries(conditions)
    .filter(([operator]) => BOUNDING_OPERATOR.test(operator))
    .flatMap(([, operands]) => Object.entries(operands as Record<string, unknown>))
    .map(([key, values]): [string, unknown[]] => [key, [values].flat()])
    .filter(([key, values]) => key in BOUNDARIES && values.length > 0);
  return [
    ...(isEverybody && bounds.length === 0 ? [EVERYBODY] : []),
    ...bounds.flatMap(([key, values]) => values.flatMap((value) => BOUNDARIES[key](String(value)))),
  ];
}
