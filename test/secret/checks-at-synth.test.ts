import { App, Tags } from 'aws-cdk-lib';
import { AllowedValues, NamingConvention, SecretName, SecretNamespace, TagPolicy } from '../../src';
import { ENV, newSecret, newStack, onlyResource } from '../support/stacks';

const build = (app: App) => newSecret(newStack({ env: ENV }, 'Stack', app));

describe('a tag policy', () => {
  const policy = TagPolicy.requiring({
    CostCenter: AllowedValues.matching('cc-[0-9]{4}', 'cc- and four digits'),
    Owner: AllowedValues.oneOf('team-payments', 'team-treasury'),
  });

  test('is met by tags that somebody adds to the whole app', () => {
    const app = new App();
    policy.applyTo(app);
    build(app);
    Tags.of(app).add('CostCenter', 'cc-4711');
    expect(() => app.synth()).not.toThrow();
  });

  test('fails the synthesis with the path, the tag and what is allowed', () => {
    const app = new App();
    policy.applyTo(app);
    build(app);
    expect(() => app.synth()).toThrow(/\[Stack\/Secret\].*'tags\.CostCenter'.*cc- and four digits/);
  });

  test('holds for a secret that was made before the policy was applied', () => {
    const app = new App();
    build(app);
    policy.applyTo(app);
    expect(() => app.synth()).toThrow('CostCenter');
  });
});

test('tags of an app count against the limit of 50', () => {
  const app = new App();
  build(app);
  for (let index = 0; index < 48; index++) {
    Tags.of(app).add(`Tag${index}`, 'x');
  }
  expect(() => app.synth()).toThrow(/\[Stack\/Secret\].*50/);
});

test('a tag of the app does not override what the name says', () => {
  const app = new App();
  const secret = build(app);
  Tags.of(app).add('Environment', 'test');
  expect(onlyResource(secret.stack, 'AWS::SecretsManager::Secret').Properties.Tags[0]).toEqual({
    Key: 'Environment',
    Value: 'prod',
  });
});

describe('a convention of the app', () => {
  const withOrganization = NamingConvention.ofLevels(['org', 'environment', 'service', 'purpose']);

  test('decides over the names of its secrets', () => {
    const app = new App();
    withOrganization.applyTo(app);
    expect(() => build(app)).toThrow("[Stack/Secret] 'name' must have the levels org/environment/service/purpose");
  });

  test('holds for a secret that was made before the convention was applied', () => {
    const app = new App();
    build(app);
    NamingConvention.DEFAULT.withLevel('environment', AllowedValues.oneOf('dev', 'test')).applyTo(app);
    expect(() => app.synth()).toThrow(/\[Stack\/Secret\].*'name\.environment'.*one of 'dev', 'test'/);
  });

  test('gives a namespace its further levels', () => {
    const app = new App();
    withOrganization.applyTo(app);
    const stack = newStack({ env: ENV }, 'Stack', app);
    const namespace = new SecretNamespace(stack, 'Payments', {
      environment: 'prod',
      service: 'payments',
      owner: 'team',
      furtherLevels: { org: 'acme' },
    });
    expect(namespace.prefix).toBe('acme/prod/payments');
    expect(namespace.addSecret('Database', { purpose: 'db' }).secretName).toBe('acme/prod/payments/db');
  });

  test('accepts what it widens', () => {
    const app = new App();
    NamingConvention.DEFAULT.withLevel('purpose', AllowedValues.matching('[A-Za-z_]+', 'letters and _')).applyTo(app);
    const stack = newStack({ env: ENV }, 'Stack', app);
    const name = SecretName.of({ environment: 'prod', service: 'payments', purpose: 'DB_Login' });
    expect(newSecret(stack, { name }).secretName).toBe('prod/payments/DB_Login');
  });
});

describe('a namespace', () => {
  const stack = newStack();
  const namespace = new SecretNamespace(stack, 'Payments', {
    environment: 'prod',
    service: 'payments',
    owner: 'team-payments',
    tags: { CostCenter: 'cc-1' },
  });
  namespace.addSecret('Database', { purpose: 'db', owner: 'team-data', tags: { Tier: '1' } });

  test('hands its tags, its owner and its key on to its secrets, which can say otherwise', () => {
    const { Properties } = onlyResource(stack, 'AWS::SecretsManager::Secret');
    expect(Object.fromEntries(Properties.Tags.map(({ Key, Value }: Record<string, string>) => [Key, Value]))).toEqual({
      CostCenter: 'cc-1',
      Environment: 'prod',
      Owner: 'team-data',
      Service: 'payments',
      Tier: '1',
    });
    expect(Properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^PaymentsKey/), 'Arn'] });
  });

  test('tags its key', () => {
    expect(onlyResource(stack, 'AWS::KMS::Key').Properties.Tags).toContainEqual({ Key: 'CostCenter', Value: 'cc-1' });
  });

  test('hands its deletion protection on', () => {
    const unprotected = newStack();
    new SecretNamespace(unprotected, 'Dev', {
      environment: 'dev',
      service: 'payments',
      owner: 'team',
      deletionProtection: false,
    }).addSecret('Database', { purpose: 'db' });
    expect(onlyResource(unprotected, 'AWS::KMS::Key').DeletionPolicy).toBe('Delete');
    expect(onlyResource(unprotected, 'AWS::SecretsManager::Secret').DeletionPolicy).toBe('Delete');
  });
});

test('two stacks without a known environment may go to different accounts: a warning, not an error', () => {
  const app = new App();
  newSecret(newStack({}, 'One', app));
  const second = newSecret(newStack({}, 'Two', app));
  const warnings = second.node.metadata.filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);
  expect(warnings.join()).toContain("the secret name 'prod/payments/db' is also that of 'One/Secret'");
  expect(warnings.join()).toContain('cdk-governed-secrets:PossibleDuplicate');
});
