import { relative } from 'node:path';
import { App } from 'aws-cdk-lib';
import { paymentsApp } from './payments/app';
import { type SecretRow, secretsOf } from './support/secrets-of';
import { table } from './support/table';

/** Synthesizes an example and lists its secrets: `npm run example`, or `npm run example -- payments`. */
const EXAMPLES: Record<string, (app: App) => App> = {
  payments: paymentsApp,
};

const [name = 'payments'] = process.argv.slice(2);
const build = EXAMPLES[name];
if (build === undefined) {
  throw new Error(`no example '${name}': there are ${Object.keys(EXAMPLES).join(', ')}`);
}

const assembly = build(new App({ outdir: `cdk.out/${name}` })).synth();
const rows = secretsOf(assembly);
const columns: [string, (row: SecretRow) => string][] = [
  ['SECRET', (row) => row.name],
  ['KEY', (row) => row.key],
  ['ROTATION', (row) => row.rotation],
  ['READERS', (row) => row.readers.join(', ') || '-'],
];
console.log(table(columns, rows));
console.log(`\n${assembly.stacks.length} stacks synthesized; their templates:`);
for (const stack of assembly.stacks) {
  console.log(`  ${relative(process.cwd(), stack.templateFullPath)}`);
}
