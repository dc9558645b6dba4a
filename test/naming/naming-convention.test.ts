import { App, Stack, Stage, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AllowedValues } from '../../src/naming/allowed-values';
import { NamingConvention } from '../../src/naming/naming-convention';
import { SecretName } from '../../src/naming/secret-name';

const NAME = { environment: 'prod', service: 'payments', purpose: 'db' };
const ORG = NamingConvention.ofLevels(['org', 'environment', 'service', 'purpose']);
const CLOSED = NamingConvention.DEFAULT.withLevel('environment', AllowedValues.oneOf('dev', 'prod'));
const token = Token.asString({ Ref: 'Parameter' });

describe('levels', () => {
  test.each([
    [['environment', 'service', 'purpose']],
    [['org', 'environment', 'service', 'purpose']],
    [['service', 'subService', 'environment', 'purpose']],
    [['environment', 'service', 'constructor', 'toString', 'purpose']],
  ])('may be %j', (levels) => {
    const values = Object.fromEntries(levels.map((level) => [level, `the-${level.toLowerCase()}-x`]));
    const name = NamingConvention.ofLevels(levels).name(values);

    expect(name.path).toBe(levels.map((level) => `the-${level.toLowerCase()}-x`).join('/'));
    expect(Object.keys(name.levels)).toEqual(levels);
  });

  test.each([
    [
      'have no environment',
      ['service', 'purpose'],
      "'levels' must contain 'environment', got 'service', 'purpose': add it, a tag is made from it",
    ],
    [
      'have no service',
      ['environment', 'purpose'],
      "'levels' must contain 'service', got 'environment', 'purpose': add it, a tag is made from it",
    ],
    [
      'do not end in purpose',
      ['purpose', 'environment', 'service'],
      "'levels' must end in 'purpose', got 'purpose', 'environment', 'service': put it last",
    ],
    [
      'repeat themselves',
      ['service', 'environment', 'service', 'service', 'purpose'],
      "'levels' must have each level once, got 'service' again: drop one",
    ],
    [
      'have a space',
      ['my org', 'environment', 'service', 'purpose'],
      "a level must be a lowerCamelCase word of letters, got 'my org': rename it",
    ],
    [
      'have a capital first',
      ['Org', 'environment', 'service', 'purpose'],
      "a level must be a lowerCamelCase word of letters, got 'Org': rename it",
    ],
    [
      'have a digit',
      ['org1', 'environment', 'service', 'purpose'],
      "a level must be a lowerCamelCase word of letters, got 'org1': rename it",
    ],
    [
      'have an empty one',
      ['', 'environment', 'service', 'purpose'],
      "a level must be a lowerCamelCase word of letters, got '': rename it",
    ],
  ])('that %s are refused', (_, levels, problem) => {
    expect(() => NamingConvention.ofLevels(levels)).toThrow(new Error(`[NamingConvention.ofLevels] ${problem}`));
  });

  test('are missed also where every object inherits their name', () => {
    const convention = NamingConvention.ofLevels(['environment', 'service', 'constructor', 'purpose']);

    expect(() => convention.name(NAME)).toThrow(
      new Error("[NamingConvention.name] 'name.constructor' must have a value, got none: add it"),
    );
  });

  test('that are none are refused with all reasons', () => {
    expect(() => NamingConvention.ofLevels([])).toThrow(
      new Error(
        '[NamingConvention.ofLevels]\n' +
          "  - 'levels' must contain 'environment', got none: add it, a tag is made from it\n" +
          "  - 'levels' must contain 'service', got none: add it, a tag is made from it\n" +
          "  - 'levels' must end in 'purpose', got none: put it last",
      ),
    );
  });
});

describe('values', () => {
  test.each(['d', 'db', 'db2', 'd-b', 'db-'])('%p follows the default convention', (purpose) => {
    expect(NamingConvention.DEFAULT.name({ ...NAME, purpose }).purpose).toBe(purpose);
  });

  test.each(['D', '2db', '-db', 'd_b', 'd.b', 'dB'])('%p does not', (purpose) => {
    const must = `'name.purpose' must be lower case letters, digits and hyphens, starting with a letter, got '${purpose}': `;
    expect(() => NamingConvention.DEFAULT.name({ ...NAME, purpose })).toThrow(`[NamingConvention.name] ${must}`);
    expect(NamingConvention.DEFAULT.check(SecretName.of({ ...NAME, purpose }))).toEqual([
      expect.stringContaining(must),
    ]);
  });

  test('can be a closed list', () => {
    expect(CLOSED.name(NAME).path).toBe('prod/payments/db');
    expect(() => CLOSED.name({ ...NAME, environment: 'PROD' })).toThrow(
      new Error(
        "[NamingConvention.name] 'name.environment' must be one of 'dev', 'prod', got 'PROD': " +
          "allow it with NamingConvention.withLevel('environment', ...) or change it, for example 'prod'",
      ),
    );
  });

  test('can be wider than the default, but never what Secrets Manager refuses', () => {
    const wide = NamingConvention.DEFAULT.withLevel('purpose', AllowedValues.any());

    expect(wide.name({ ...NAME, purpose: 'DB_1' }).path).toBe('prod/payments/DB_1');
    expect(() => wide.name({ ...NAME, purpose: 'DB 1' })).toThrow("'name.purpose' must have only the letters");
    expect(() => wide.name({ ...NAME, purpose: 'DB-Master' })).toThrow("'name.purpose' must not end in a hyphen");
  });

  test('of the convention that was copied stay as they were', () => {
    expect(NamingConvention.DEFAULT.name({ ...NAME, environment: 'qa' }).path).toBe('qa/payments/db');
    expect(CLOSED.withLevel('environment', AllowedValues.any()).name({ ...NAME, environment: 'QA' }).path).toBe(
      'QA/payments/db',
    );
  });

  test('of an unknown level are refused', () => {
    expect(() => NamingConvention.DEFAULT.withLevel('env', AllowedValues.any())).toThrow(
      new Error(
        "[NamingConvention.withLevel] 'level' must be one of 'environment', 'service', 'purpose', got 'env': " +
          'use one of these, or add the level with NamingConvention.ofLevels',
      ),
    );
  });

  test('that break several rules are all in one error, with an example that breaks none', () => {
    expect(() => CLOSED.name({ environment: 'qa', service: 'My Service', purpose: 'DB-Master' })).toThrow(
      new Error(
        '[NamingConvention.name]\n' +
          "  - 'name.environment' must be one of 'dev', 'prod', got 'qa': allow it with NamingConvention.withLevel('environment', ...) or change it\n" +
          "  - 'name.service' must have only the letters a-z and A-Z, digits and _+=.@-, got 'My Service': replace the other characters, for example 'my-service'\n" +
          "  - 'name.service' must be lower case letters, digits and hyphens, starting with a letter, got 'My Service': " +
          "allow it with NamingConvention.withLevel('service', ...) or change it, for example 'my-service'\n" +
          "  - 'name.purpose' must not end in a hyphen and six letters or digits, got 'DB-Master': " +
          'Secrets Manager takes them for the random suffix of an ARN and finds the wrong secret or none, ' +
          "put a word behind them or drop the hyphen, for example 'db-master-value'\n" +
          "  - 'name.purpose' must be lower case letters, digits and hyphens, starting with a letter, got 'DB-Master': " +
          "allow it with NamingConvention.withLevel('purpose', ...) or change it, for example 'db-master-value'",
      ),
    );
  });
});

describe('check', () => {
  test('finds a name that was made with other levels', () => {
    expect(ORG.check(SecretName.of(NAME))).toEqual([
      "'name' must have the levels org/environment/service/purpose, got environment/service/purpose in 'prod/payments/db': " +
        'make it with NamingConvention.of(this).name(...)',
    ]);
  });

  test('finds the same number of levels in another order', () => {
    const other = NamingConvention.ofLevels(['service', 'environment', 'purpose']);

    expect(NamingConvention.DEFAULT.check(other.name(NAME))).toEqual([
      expect.stringContaining("'name' must have the levels"),
    ]);
  });
});

describe('path', () => {
  test('is parsed to the levels of the convention', () => {
    expect(ORG.parse('acme/prod/payments/db').levels).toEqual({ org: 'acme', ...NAME });
    expect(ORG.checkPath('acme/prod/payments/db')).toEqual([]);
  });

  const slashes = (path: string) => `'name' must not start or end with a slash, got '${path}': leave the slash out`;
  const count = (got: number, path: string) =>
    `'name' must have the 3 levels environment/service/purpose, got ${got} in '${path}': add or join levels, or allow others with NamingConvention.ofLevels`;

  test.each([
    ['begins with a slash', '/prod/payments/db', [slashes('/prod/payments/db')]],
    ['ends with a slash', 'prod/payments/db/', [slashes('prod/payments/db/')]],
    ['has too few levels', 'payments/db', [count(2, 'payments/db')]],
    ['has too many levels', 'a/b/c/d', [count(4, 'a/b/c/d')]],
    ['is empty', '', [count(1, ''), "level 1 of 'name' must have a value, got none: add it"]],
    ['has an empty level', 'prod//db', ["'name.service' must have a value, got none: add it"]],
    [
      'is a token',
      token,
      [
        "'name' must be known at synth time, got one that is known only at deployment: write it out, because policies are made from it",
      ],
    ],
    [
      'has a token',
      `prod/${token}/db`,
      [
        "'name' must be known at synth time, got one that is known only at deployment: write it out, because policies are made from it",
      ],
    ],
    [
      'has several problems',
      '/a b/db-master/',
      [
        slashes('/a b/db-master/'),
        count(2, '/a b/db-master/'),
        expect.stringContaining("level 1 of 'name' must have only the letters"),
        expect.stringContaining("level 2 of 'name' must not end in a hyphen"),
      ],
    ],
  ])('is refused where it %s', (_, path, problems) => {
    expect(NamingConvention.DEFAULT.checkPath(path)).toEqual(problems);
    expect(() => NamingConvention.DEFAULT.parse(path)).toThrow('[NamingConvention.parse]');
  });
});

describe('prefix', () => {
  test('has every level but the last, in the order of the convention', () => {
    const levels = { service: 'payments', org: 'acme', environment: 'prod' };

    expect(ORG.checkPrefix(levels)).toEqual([]);
    expect(ORG.prefix(levels)).toBe('acme/prod/payments');
  });

  test('may end like the suffix of an ARN', () => {
    expect(NamingConvention.DEFAULT.prefix({ environment: 'prod', service: 'my-portal' })).toBe('prod/my-portal');
  });

  test.each([
    ['lacks a level', { environment: 'prod' }, ["'service' must have a value, got none: add it"]],
    ['has the last level', NAME, ["the levels must be environment/service, got 'purpose': leave it out or rename it"]],
    [
      'has an unknown level',
      { environment: 'prod', service: 's', team: 't' },
      ["the levels must be environment/service, got 'team': leave it out or rename it"],
    ],
    [
      'does not follow the convention',
      { environment: 'prod', service: '9' },
      [expect.stringContaining("'service' must be lower case")],
    ],
    [
      'has a token',
      { environment: token, service: 's' },
      [expect.stringContaining("'environment' must have a value that is known at synth time")],
    ],
  ])('is refused where it %s', (_, levels, problems) => {
    const values = levels as { [level: string]: string };
    expect(NamingConvention.DEFAULT.checkPrefix(values)).toEqual(problems);
    expect(() => NamingConvention.DEFAULT.prefix(values)).toThrow('[NamingConvention.prefix]');
  });
});

describe('scope', () => {
  test('is the nearest that has a convention, also where it was set after its children were made', () => {
    const app = new App();
    const stage = new Stage(app, 'Stage');
    const stack = new Stack(stage, 'Stack');
    const construct = new Construct(stack, 'Construct');

    expect(NamingConvention.of(construct)).toBe(NamingConvention.DEFAULT);
    ORG.applyTo(app);
    CLOSED.applyTo(stack);

    expect([app, stage, stack, construct].map((scope) => NamingConvention.of(scope))).toEqual([
      ORG,
      ORG,
      CLOSED,
      CLOSED,
    ]);
  });
});
