import { App } from 'aws-cdk-lib';
import { paymentsApp } from '../examples/payments/app';

/** The validation that ships with aws-cdk-lib from 2.262 on; before, a synthesis is all that there is. */
test('CloudFormation would accept the templates of the example', () => {
  const turnedOff = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'true';
  try {
    const strict = { '@aws-cdk/core:strictCfnValidateErrors': true, '@aws-cdk/core:validateAgainstDefaultRules': true };
    const app = paymentsApp(new App({ context: strict }));
    expect(() => app.synth()).not.toThrow();
    expect(process.exitCode ?? 0).toBe(0);
  } finally {
    process.env.CDK_VALIDATION = turnedOff;
  }
});
