// Names and tags

// Who may do what
export { AccessFence, type VpcEndpointFenceOptions } from './access/access-fence';
export { NamespaceGrants } from './access/namespace-grants';
export { SecretAccess } from './access/secret-access';
export { SecretGrants } from './access/secret-grants';
export { SecretKey, type SecretKeyProps } from './access/secret-key';
export { AllowedValues } from './naming/allowed-values';
export { NamingConvention } from './naming/naming-convention';
export { type SecretArnPatternProps, SecretName } from './naming/secret-name';
export { TagPolicy } from './naming/tag-policy';

// Secrets
export {
  GovernedSecret,
  type GovernedSecretOptions,
  type GovernedSecretProps,
} from './secret/governed-secret';
export type { IGovernedSecret } from './secret/governed-secret-interface';
export type { GovernedSecretAttributes } from './secret/imported-secret';
export type { GeneratedPasswordOptions } from './secret/password-options';
export { type CredentialsOptions, type GeneratedJsonFieldOptions, SecretContent } from './secret/secret-content';
export { type AddSecretOptions, SecretNamespace, type SecretNamespaceProps } from './secret/secret-namespace';
