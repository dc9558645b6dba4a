import type { Stack } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  AnyPrincipal,
  Effect,
  type IPrincipal,
  PolicyStatement,
  StarPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Key, type KeyProps, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { SecretNamespace } from '../src';
import { brokenRules, whyGuardCannotRun } from './support/guard';
import { newSecret, newStack } from './support/stacks';

const PR_1 = 'kms_key_rotation_enabled_check';
const PR_2 = 'kms_asymmetric_rsa_keyspec_check';
const PR_3 = 'kms_create_grant_aws_service_check';

/** KMS_NO_WILDCARD_PRINCIPAL refuses the bare star in any statement; what it is for is that everybody is allowed nothing. */
const NO_BARE_STAR = 'NO_BARE_STAR_AS_PRINCIPAL';
const NOTHING_FOR_EVERYBODY = 'NOTHING_ALLOWED_FOR_EVERYBODY';
const OWN_RULES = `
let keys = Resources.*[ Type == 'AWS::KMS::Key' ]

rule ${NO_BARE_STAR} when %keys not empty {
  %keys.Properties.KeyPolicy.Statement[*].Principal is_struct
}

rule ${NOTHING_FOR_EVERYBODY} when %keys not empty {
  %keys.Properties.KeyPolicy.Statement[ Effect == 'Allow' ] {
    Principal is_struct
    when Principal.AWS exists {
      Principal.AWS[*] not in ['*']
    }
  }
}
`;

const namespaceIn = (stack: Stack) =>
  new SecretNamespace(stack, 'Payments', { environment: 'prod', service: 'payments', owner: 'team' });

const OURS: [string, (stack: Stack) => unknown][] = [
  ['a secret', (stack) => newSecret(stack)],
  ['a secret of a development stack', (stack) => newSecret(stack, { deletionProtection: false })],
  ['a secret shared with an account', (stack) => newSecret(stack).grants.read(new AccountPrincipal('444455556666'))],
  ['a namespace', namespaceIn],
  ['a namespace with a secret', (stack) => namespaceIn(stack).addSecret('Database', { purpose: 'db' })],
];

const plainKey = (stack: Stack, props?: KeyProps) => new Key(stack, 'Key', props);

const plainKeyWith = (effect: Effect, principal: IPrincipal) => (stack: Stack) =>
  plainKey(stack, { enableKeyRotation: true }).addToResourcePolicy(
    new PolicyStatement({ effect, principals: [principal], actions: ['kms:Decrypt'], resources: ['*'] }),
  );

const OTHERS: [string, (stack: Stack) => unknown, string[]][] = [
  ['a plain key', plainKey, [PR_3, PR_1]],
  ['a plain key whose material is rotated', (stack) => plainKey(stack, { enableKeyRotation: true }), [PR_3]],
  [
    'a short RSA key',
    (stack) => plainKey(stack, { keySpec: KeySpec.RSA_2048, keyUsage: KeyUsage.ENCRYPT_DECRYPT }),
    [PR_2, PR_3],
  ],
  ['a key that denies the bare star', plainKeyWith(Effect.DENY, new StarPrincipal()), [NO_BARE_STAR, PR_3]],
  ['a key that denies everybody', plainKeyWith(Effect.DENY, new AnyPrincipal()), [PR_3]],
  ['a key that allows everybody', plainKeyWith(Effect.ALLOW, new AnyPrincipal()), [NOTHING_FOR_EVERYBODY, PR_3]],
];

const unavailable = whyGuardCannotRun();

if (unavailable) {
  console.warn(`The keys are not checked against Control Tower and Guard rules: ${unavailable}`);
}

/** Elsewhere than on a developer's machine, a check that is left out is an error. */
const check = unavailable && !process.env.CI ? test.skip : test;

describe(unavailable ? `NOT CHECKED, ${unavailable}` : 'CloudFormation Guard', () => {
  check.each(OURS)('CT.KMS.PR.1 to 3 and KMS_NO_WILDCARD_PRINCIPAL hold for the key of %s', (_, build) => {
    const stack = newStack();
    build(stack);
    expect(brokenRules(stack, OWN_RULES)).toEqual([]);
  });

  check.each(OTHERS)('the rules do look at %s', (_, build, broken) => {
    const stack = newStack();
    build(stack);
    expect(brokenRules(stack, OWN_RULES)).toEqual(broken);
  });
});
