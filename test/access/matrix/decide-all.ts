import { failureOf, matrixOf } from './cases';

/** Tests that every request of these kinds of grantees is decided as its grant says, and counts the decisions. */
export function decideAll(kinds: string[]): void {
  let decisions = 0;

  test.each(kinds)(
    'for %s',
    async (kind) => {
      const { world, cases } = matrixOf(kind);
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
