import { type Case, failureOf, type Matrix, matrixOf } from '../test/access/matrix/cases';
import { BEYOND, DIFFERENT, WITHIN } from '../test/access/matrix/grantees';
import { otherMatrices } from '../test/access/matrix/other-cases';
import { type Mutant, mutantsOf, type World } from '../test/support/iam';

/**
 * Takes away every statement, condition and action that the library writes, one at a time, and decides the requests of
 * the matrix again: what nobody misses when it is gone is not proven to be needed.
 *
 * `--all` takes also the kinds of grantees that get the text which a role gets; `--only grants` and `--only other` take
 * one half of the matrices.
 */

/** Policies of the stage set, which are written by the code that the other documents prove, or by the CDK. */
const SCENERY = /OtherKey|Foreign|legacy(Granted|Sibling)Policy|PlainKey\w+#[012] /;

/** What stands around the fences, the reading by tags and the rotation; each form begins with the matrix's name. */
const SCENERY_OF_OTHERS = [
  // Every key and every protected secret has these: the matrices of the grants prove them.
  /#(AdministrationWithoutUse|NoGrantButForAwsServices|UseThroughSecretsManager|NoDeletionWithoutRecovery) /,
  // The grants that everybody inside and outside of a fence has are proven by the matrices of the grants.
  /^fence by .*#\d+ /,
  // The L2 RotationSchedule writes the function's actions on the secret (#1) and GetRandomPassword (#2), the Deny of
  // deletion by root in the policy of the secret, and the permission for Secrets Manager to invoke the function: what
  // the CDK writes is proven by the CDK.
  /^rotation: .*(FunctionServiceRoleDefaultPolicy\w+#[12] |legacy(Granted|Sibling)Policy|permissions of )/,
];

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

/** A matrix, what in it is not mutated, and which mutants may survive. */
interface Subject {
  readonly name: string;
  readonly make: () => Matrix;
  readonly scenery: RegExp[];
  readonly harmless: [RegExp, string][];
}

function subjects(args: string[]): Subject[] {
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
  const kinds = args.includes('--all') ? Object.keys({ ...WITHIN, ...BEYOND }) : DIFFERENT;
  const ofGrants = kinds.map((name) => ({
    name,
    make: () => matrixOf(name),
    scenery: [SCENERY],
    harmless: HARMLESS,
  }));
  const others = (): Subject[] =>
    otherMatrices().map(({ name, matrix }) => ({
      name,
      make: () => matrix,
      scenery: [SCENERY, ...SCENERY_OF_OTHERS],
      harmless: [],
    }));
  return [...(only === 'other' ? [] : ofGrants), ...(only === 'grants' ? [] : others())];
}

interface Verdict {
  readonly mutant: Mutant;
  readonly killedBy?: string;
}

async function check({ name, make, scenery }: Subject): Promise<Verdict[]> {
  const { world, cases } = make();
  const byDocument = await documentsOf({ world, cases });
  const verdicts: Verdict[] = [];
  for (const mutant of mutantsOf(world).filter(
    ({ label }) => !scenery.some((form) => form.test(`${name}: ${label}`)),
  )) {
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
  const reasons: string[] = [];
  const total = { statement: 0, condition: 0, action: 0, resource: 0 };
  let killed = 0;
  for (const subject of subjects(process.argv)) {
    const { name, harmless } = subject;
    const verdicts = await check(subject);
    const alive = verdicts.filter(({ killedBy }) => killedBy === undefined).map(({ mutant }) => mutant.label);
    killed += verdicts.length - alive.length;
    for (const { mutant } of verdicts) {
      total[mutant.removed] += 1;
    }
    const survivors = alive.map((label) => `${name}: ${label}`);
    reasons.push(
      ...survivors.map((label) => harmless.find(([form]) => form.test(label))?.[1] ?? `NO REASON: ${label}`),
    );
    console.log(`${name}: ${verdicts.length - alive.length} of ${verdicts.length} mutants killed`);
  }
  console.log(
    `\n${total.statement} statements, ${total.condition} conditions and ${total.action} actions taken away: ` +
      `${killed} mutants killed, ${reasons.length} survived`,
  );
  for (const reason of new Set(reasons)) {
    console.log(`  ${reasons.filter((other) => other === reason).length}: ${reason}`);
  }
  process.exitCode = reasons.some((reason) => reason.startsWith('NO REASON')) ? 1 : 0;
}

void main();
