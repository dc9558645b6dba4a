import { App, Stack } from 'aws-cdk-lib';
import { ScopedSetting } from '../../src/private/scoped-setting';

const colour = new ScopedSetting<string>('Colour');
const size = new ScopedSetting<string>('Size');

function tree() {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  return { app, stack, inner: new Stack(stack, 'Inner'), other: new Stack(app, 'Other') };
}

test('holds for the construct and everything below, not beside or above', () => {
  const { app, stack, inner, other } = tree();
  colour.set(stack, 'red');

  expect([app, stack, inner, other].map((scope) => colour.find(scope))).toEqual([undefined, 'red', 'red', undefined]);
});

test('is overridden by the nearer one, in whatever order they are set', () => {
  const { app, stack, inner } = tree();
  colour.set(stack, 'red');
  colour.set(app, 'blue');

  expect([app, stack, inner].map((scope) => colour.find(scope))).toEqual(['blue', 'red', 'red']);
});

test('is one per name, also for another copy of the library', () => {
  const { stack } = tree();
  colour.set(stack, 'red');

  expect(size.find(stack)).toBeUndefined();
  expect(new ScopedSetting<string>('Colour').find(stack)).toBe('red');
});

test('does not show among the properties of the construct', () => {
  const { stack } = tree();
  colour.set(stack, 'red');

  expect(Object.getOwnPropertyDescriptors(stack)).toEqual(expect.not.objectContaining({ Colour: expect.anything() }));
  expect(Object.getOwnPropertySymbols({ ...stack })).not.toContain(Symbol.for('cdk-governed-secrets.Colour'));
});

test.each([
  ['App', () => tree().app],
  ['Stack/Inner', () => tree().inner],
])('cannot be set twice on %s', (path, make) => {
  const scope = make();
  colour.set(scope, 'red');

  expect(() => colour.set(scope, 'red')).toThrow(
    new Error(
      `[${path}] a Colour must be applied to a construct once, got a second one: join them in one, or apply the other to a construct below`,
    ),
  );
});
