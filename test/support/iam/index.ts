export { decide, type Request } from './decide';
export type { Decision, MatchedStatement, Outcome } from './decision';
export { DEFAULT_ENVIRONMENT, type Environment, environmentOf } from './environment';
export { asSession, type Key, type Principal, type Resource, type Secret, servicePrincipal } from './model';
export { type Mutant, type MutantOptions, mutantsOf } from './mutants';
export { type NamedDocument, type PolicyDocument, policy, policyDocument } from './policy-document';
export type { Context } from './request-context';
export {
  readSecret,
  type SecretDecision,
  type SecretRequestOptions,
  throughSecretsManager,
  writeSecret,
} from './secret-requests';
export type { Json, StackTemplate, Template } from './template';
export { type Outsider, World, type WorldOptions } from './world';
