import { type Case, failureOf, type Matrix, matrixOf } from '../test/access/matrix/cases';
import { BEYOND, DIFFERENT, WITHIN } from '../test/access/matrix/grantees';
import { type Mutant, mutantsOf, type World } from '../test/support/iam';

/**
 * Takes away every statement, condition and action that the library writes, one at a time, and decides the requests of
 * the matrix again: what nobody misses when it is gone is not proven to be needed.
 */

/** Policies of the stage set, which are written by the code that the other documents prove, or by the CDK. */
const SCENERY = /OtherKey|Foreign|legacy(Granted|Sibling)Policy|PlainKey\w+#[012] /;

/** Why it is no gap that a mutant of this form survives. */
const HARMLESS: [RegExp, string][] = [
  [
    /^a role of another account in the app: .* without (its Allow statement|the condition)/,
    'the policies of both accounts say the same; where one side is wide, the others of these kinds, it is killed',
  ],
  [
    /(Default|Imported\d+)Policy.* without the condition StringEquals kms:ViaService/,
    'the policy of a SecretKey says the same; the statement on a key with another policy needs it, and is killed',
  ],
];

interface Verdict {
  readonly mutant: Mutant;
  readonly killedBy?: string;
}

async function check(kind: string): Promise<Verdict[]> {
  const { world, cases } = matrixOf(kind);
  const byDocument = await documentsOf({ world, cases });
  const verdicts: Verdict[] = [];
  for (const mutant of mutantsOf(world).filter(({ label }) => !SCENERY.test(label))) {
    verdicts.push({ mutant, killedBy: await killerOf(world.withMutation(mutant), byDocument.get(mutant.id) ?? []) });
  }
  return verdicts;
}

async function killerOf(mutated: World, cases: Case[]): Promise<string | undefined> {
  for (const one of cases) {
    const failure = await failureOf(mutated, one);
    if (failure !== undefined) {
      return failure;
    }
  }
  return undefined;
}

/** The cases that read each document: no other case can tell a mutant of it. */
async function documentsOf({ world, cases }: Matrix): Promise<Map<string, Case[]>> {
  const byDocument = new Map<string, Case[]>();
  for (const one of cases) {
    const read = new Set<string>();
    await failureOf(recording(world, read), one);
    for (const id of read) {
      byDocument.set(id, [...(byDocument.get(id) ?? []), one]);
    }
  }
  return byDocument;
}

function recording(world: World, read: Set<string>): World {
  const document: World['document'] = (id) => {
    read.add(id);
    return world.document(id);
  };
  const recorder: World = Object.create(world, {
    document: { value: document },
  });
  return recorder;
}

async function main(): Promise<void> {
  const survivors: string[] = [];
  const total = { statement: 0, condition: 0, action: 0, resource: 0 };
  let killed = 0;
  // `--all` takes also the kinds that get the text which a role gets.
  const kinds = process.argv.includes('--all') ? Object.keys({ ...WITHIN, ...BEYOND }) : DIFFERENT;
  for (const kind of kinds) {
    const verdicts = await check(kind);
    const alive = verdicts.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant.label);
    killed += verdicts.length - alive.length;
    for (const { mutant } of verdicts) {
      total[mutant.removed] += 1;
    }
    survivors.push(...alive.map((label) => `${kind}: ${label}`));
    console.log(`${kind}: ${verdicts.length - alive.length} of ${verdicts.length} mutants killed`);
  }
  const reasons = survivors.map((label) => HARMLESS.find(([form]) => form.test(label))?.[1] ?? `NO REASON: ${label}`);
  console.log(
    `\n${total.statement} statements, ${total.condition} conditions and ${total.action} actions taken away: ` +
      `${killed} mutants killed, ${survivors.length} survived`,
  );
  for (const reason of new Set(reasons)) {
    console.log(`  ${reasons.filter((other) => other === reason).length}: ${reason}`);
  }
  process.exitCode = reasons.some((reason) => reason.startsWith('NO REASON')) ? 1 : 0;
}

void main();
