import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { paymentsApp } from '../../examples/payments/app';
import { secretsOf } from '../../examples/support/secrets-of';
import { table } from '../../examples/support/table';

const stacks = (app: App) => app.node.findAll().filter((construct): construct is Stack => 'templateFile' in construct);

describe('payments', () => {
  test.each(stacks(paymentsApp()).map((stack) => [stack.stackName, stack] as const))('%s is as it was', (_, stack) => {
    expect(Template.fromStack(stack).toJSON()).toMatchSnapshot();
  });

  test('lists each secret with its key, its rotation and its readers', () => {
    expect(secretsOf(paymentsApp().synth())).toEqual([
      { name: 'dev/payments/db', key: 'alias/secrets/dev/payments/db', rotation: 'none', readers: [] },
      {
        name: 'prod/payments/db',
        key: 'alias/secrets/prod/payments',
        rotation: 'none',
        readers: ['payments-application/Task/ExecutionRole'],
      },
      {
        name: 'prod/payments/stripe-api-key',
        key: 'alias/secrets/prod/payments',
        rotation: 'none',
        readers: ['payments-application/Charge/ServiceRole'],
      },
      { name: 'prod/payments/webhook-signing-key', key: 'alias/secrets/prod/payments', rotation: 'none', readers: [] },
    ]);
  });
});

test('a table is as wide as what stands in it', () => {
  const columns: [string, (row: string[]) => string][] = [
    ['A', ([a]) => a],
    ['LONG', ([, b]) => b],
  ];
  expect(table(columns, [['wide', 'x']])).toBe('A     LONG\nwide  x');
});
