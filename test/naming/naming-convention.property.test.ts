import fc from 'fast-check';
import { AllowedValues } from '../../src/naming/allowed-values';
import { NamingConvention } from '../../src/naming/naming-convention';
import { accepted, levelMap, levelValue } from './arbitraries';

const convention = fc.constantFrom(
  NamingConvention.DEFAULT,
  NamingConvention.DEFAULT.withLevel('purpose', AllowedValues.any()).withLevel('service', AllowedValues.any()),
  NamingConvention.DEFAULT.withLevel('environment', AllowedValues.matching('[A-Za-z].*', 'something')),
  NamingConvention.ofLevels(['service', 'environment', 'purpose']).withLevel('environment', AllowedValues.any()),
  NamingConvention.ofLevels(['org', 'environment', 'service', 'purpose']),
);
const levels = fc.oneof(
  levelMap,
  fc.tuple(levelMap, levelValue).map(([values, org]) => ({ ...values, org })),
);
const simple = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);

test('what makes a name passes the check, and what does not make one does not', () => {
  fc.assert(
    fc.property(convention, levels, (rules, values) => {
      const name = accepted(() => rules.name(values));

      expect(name === undefined ? [] : [...rules.check(name), ...rules.checkPath(name.path)]).toEqual([]);
      expect(name === undefined || rules.parse(name.path).path === name.path).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('the same levels make the same name in any order, below their prefix', () => {
  const all = ['org', 'environment', 'service', 'purpose'];
  const rules = NamingConvention.ofLevels(all);
  fc.assert(
    fc.property(
      fc.tuple(simple, simple, simple, simple),
      fc.shuffledSubarray(all, { minLength: 4 }),
      (values, order) => {
        const levelsInOrder = Object.fromEntries(order.map((level) => [level, values[all.indexOf(level)]]));
        const { purpose, ...others } = levelsInOrder;
        fc.pre(!/-[a-z0-9]{6}$/.test(purpose));

        expect(rules.name(levelsInOrder).path).toBe(values.join('/'));
        expect(`${rules.prefix(others)}/${purpose}`).toBe(values.join('/'));
      },
    ),
  );
});
