import { Token } from 'aws-cdk-lib';
import { quote } from '../private/problems';

/** Why this is no account id; empty where it is one or is not known yet. */
export function problemsOfAccount(account: string | undefined): string[] {
  return unless(account, /^\d{12}$/, "an account must be 12 digits, such as '111122223333'");
}

/** Why this is no organization id; empty where it is one or is not known yet. */
export function problemsOfOrganization(organization: string): string[] {
  return unless(organization, /^o-[a-z0-9]{10,32}$/, "an organization must be like 'o-a1b2c3d4e5'");
}

/**
 * Why this is no path of an organization or of an organizational unit; empty where it is one or is not known yet.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 */
export function problemsOfOrganizationPath(path: string): string[] {
  const form = /^o-[a-z0-9]{10,32}\/(r-[a-z0-9]{4,32}\/(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\/)*)?(ou-)?\*?$/;
  return unless(path, form, "an organization path must be like 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*'");
}

function unless(value: string | undefined, form: RegExp, must: string): string[] {
  return value === undefined || Token.isUnresolved(value) || form.test(value)
    ? []
    : [`${must}, got ${quote(value)}: correct it`];
}
