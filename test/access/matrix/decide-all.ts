import { failureOf, type Matrix, matrixOf } from './cases';

/** Tests that every request of these matrices is decided as it has to be, and counts the decisions. */
export function decideAll(kinds: string[], make: (kind: string) => Matrix = matrixOf): void {
  let decisions = 0;

  test.each(kinds)(
    'for %s',
    async (kind) => {
      const { world, cases } = make(kind);
      const failures: (string | undefined)[] = [];
      for (const one of cases) {
        failures.push(await failureOf(world, one));
      }
      decisions += cases.length;
      expect(failures.filter((failure) => failure !== undefined)).toEqual([]);
    },
    60_000,
  );

  test('in at least 400 decisions', () => {
    console.info(`${decisions} decisions as expected`);
    expect(decisions).toBeGreaterThanOrEqual(400);
  });
}
