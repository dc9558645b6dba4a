import { AccessFence, SecretContent, SecretNamespace } from '../../src';
import { newStack, onlyResource, secretStatements } from '../support/stacks';

/** What a wrapper of the user's passes on without a value must not override a default. */
describe('an option that is undefined', () => {
  const build = (props: object, options: object) => {
    const stack = newStack();
    new SecretNamespace(stack, 'Payments', {
      environment: 'prod',
      service: 'payments',
      owner: 'team',
      ...props,
    }).addSecret('Database', { purpose: 'db', ...options });
    return stack;
  };

  test('leaves the fences of the namespace', () => {
    const fences = [AccessFence.organizations(['o-a1b2c3d4e5'])];
    expect(secretStatements(build({ fences }, { fences: undefined })).map(({ Sid }) => Sid)).toContain(
      'OnlyFromOrganizations',
    );
  });

  test('leaves the deletion protection of the namespace', () => {
    const stack = build({ deletionProtection: false }, { deletionProtection: undefined });
    expect(onlyResource(stack, 'AWS::SecretsManager::Secret').DeletionPolicy).toBe('Delete');
  });

  test('leaves the owner of the namespace', () => {
    const stack = build({}, { owner: undefined });
    expect(onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.Tags).toContainEqual({
      Key: 'Owner',
      Value: 'team',
    });
  });

  test('leaves the characters that credentials do without', () => {
    const content = SecretContent.credentials('app', { excludeCharacters: undefined, passwordLength: undefined });
    const { GenerateSecretString } = onlyResource(build({}, { content }), 'AWS::SecretsManager::Secret').Properties;
    expect(GenerateSecretString.ExcludeCharacters).toContain('@');
    expect(GenerateSecretString.PasswordLength).toBe(32);
  });
});
