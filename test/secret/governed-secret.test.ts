import { type Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { HostedRotation } from 'aws-cdk-lib/aws-secretsmanager';
import { SecretContent } from '../../src';
import { newSecret, newStack, onlyResource, resources } from '../support/stacks';

describe('a secret with only a name and an owner', () => {
  const stack = newStack();
  newSecret(stack);
  const template = Template.fromStack(stack);

  test('has a generated value', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'prod/payments/db',
      GenerateSecretString: { PasswordLength: 32 },
      SecretString: Match.absent(),
    });
  });

  test('is encrypted by a key of its own, whose material rotates and which people find by the name', () => {
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SecretKey'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/secrets/prod/payments/db' });
  });

  test.each(['AWS::SecretsManager::Secret', 'AWS::KMS::Key'])(
    '%s is tagged with what the name and the owner say',
    (type) => {
      template.hasResourceProperties(type, {
        Tags: [
          { Key: 'Environment', Value: 'prod' },
          { Key: 'Owner', Value: 'team-payments' },
          { Key: 'Service', Value: 'payments' },
        ],
      });
    },
  );

  test.each(['AWS::SecretsManager::Secret', 'AWS::SecretsManager::ResourcePolicy', 'AWS::KMS::Key', 'AWS::KMS::Alias'])(
    '%s is retained, but for a creation that is rolled back',
    (type) => {
      template.hasResource(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    },
  );

  test('cannot be deleted without a recovery window, nor be made public', () => {
    template.hasResourceProperties('AWS::SecretsManager::ResourcePolicy', {
      BlockPublicPolicy: true,
      ResourcePolicy: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'secretsmanager:DeleteSecret',
            Resource: '*',
            Condition: { Bool: { 'secretsmanager:ForceDeleteWithoutRecovery': 'true' } },
          },
        ],
      },
    });
  });

  test('is four resources', () => {
    expect(Object.keys(template.toJSON().Resources)).toHaveLength(4);
  });
});

describe('without deletion protection', () => {
  const stack = newStack();
  newSecret(stack, { deletionProtection: false });
  const template = Template.fromStack(stack);

  test.each(['AWS::SecretsManager::Secret', 'AWS::KMS::Key', 'AWS::KMS::Alias'])('%s goes with the stack', (type) => {
    template.hasResource(type, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  });

  test('there is no resource policy that would refuse it', () => {
    template.resourceCountIs('AWS::SecretsManager::ResourcePolicy', 0);
  });

  test('a resource policy of the user blocks public policies all the same', () => {
    const other = newStack();
    newSecret(other, { deletionProtection: false }).addToResourcePolicy(
      new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['secretsmanager:*'], resources: ['*'] }),
    );
    Template.fromStack(other).hasResource('AWS::SecretsManager::ResourcePolicy', {
      Properties: { BlockPublicPolicy: true },
      DeletionPolicy: 'Delete',
    });
  });
});

describe('the name', () => {
  test('is known at synth time, also to what refers to the secret', () => {
    expect(newSecret(newStack()).secretName).toBe('prod/payments/db');
  });

  test('stands in the ARN that another environment uses', () => {
    const secret = newSecret(newStack());
    const elsewhere = newStack(
      { env: { account: '444455556666', region: 'eu-west-1' } },
      'Elsewhere',
      secret.node.root as never,
    );
    expect(elsewhere.resolve(secret.secretArn)).toEqual({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:111122223333:secret:prod/payments/db'],
      ],
    });
  });
});

describe('a key that is given', () => {
  test('is used in place of one of its own', () => {
    const stack = newStack();
    const encryptionKey = Key.fromKeyArn(stack, 'Given', 'arn:aws:kms:eu-west-1:111122223333:key/1234');
    const secret = newSecret(stack, { encryptionKey });
    expect(secret.encryptionKey).toBe(encryptionKey);
    expect(onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.KmsKeyId).toBe(encryptionKey.keyArn);
    expect(resources(stack, 'AWS::KMS::Key')).toEqual({});
  });
});

describe('entered later', () => {
  const stack = newStack();
  newSecret(stack, { content: SecretContent.enteredLater(), description: 'API key of the bank' });

  test('has no value at all', () => {
    const { Properties } = onlyResource(stack, 'AWS::SecretsManager::Secret');
    expect(Properties).not.toHaveProperty('GenerateSecretString');
    expect(Properties).not.toHaveProperty('SecretString');
  });

  test('says in the description what an operator has to do', () => {
    expect(onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.Description).toBe(
      'API key of the bank. The value is entered by an operator, out of band: aws secretsmanager put-secret-value.',
    );
  });
});

describe('plain text', () => {
  const ID = 'cdk-governed-secrets:UnsafePlainText';

  test('gets into a template by its unsafe factory alone, and leaves a warning', () => {
    const stack = newStack();
    newSecret(stack, { content: SecretContent.unsafePlainText('not-a-secret') });
    expect(onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.SecretString).toBe('not-a-secret');
    Annotations.fromStack(stack).hasWarning('/Stack/Secret', Match.stringLikeRegexp(ID));
  });

  test('is accepted once somebody acknowledges it', () => {
    const stack = newStack();
    const secret = newSecret(stack, { content: SecretContent.unsafePlainText('not-a-secret') });
    Validations.of(secret).acknowledge({ id: ID, reason: 'a public test key' });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('what changes without a new value', () => {
  const generator = (stack: Stack) =>
    onlyResource(stack, 'AWS::SecretsManager::Secret').Properties.GenerateSecretString;
  const content = SecretContent.credentials('payments_app', { passwordLength: 40 });
  const before = newStack();
  newSecret(before, { content });

  test.each([
    ['description', { description: 'Now with a description' }],
    ['owner', { owner: 'team-treasury' }],
    ['tags', { tags: { CostCenter: '4711' } }],
    ['deletion protection', { deletionProtection: false }],
  ])('%s', (_, change) => {
    const after = newStack();
    newSecret(after, { content, ...change });
    expect(JSON.stringify(generator(after))).toBe(JSON.stringify(generator(before)));
  });

  test('a rotation schedule', () => {
    const after = newStack();
    newSecret(after, { content }).addRotationSchedule('Rotation', {
      hostedRotation: HostedRotation.postgreSqlSingleUser(),
    });
    expect(JSON.stringify(generator(after))).toBe(JSON.stringify(generator(before)));
  });

  test('a replica', () => {
    const after = newStack();
    newSecret(after, { content }).addReplicaRegion('eu-central-1');
    expect(JSON.stringify(generator(after))).toBe(JSON.stringify(generator(before)));
  });

  test('the key', () => {
    const after = newStack();
    newSecret(after, { content, encryptionKey: new Key(after, 'Other') });
    expect(JSON.stringify(generator(after))).toBe(JSON.stringify(generator(before)));
  });

  test('grants', () => {
    const after = newStack();
    const secret = newSecret(after, { content });
    secret.addToResourcePolicy(
      new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['a:b'], resources: ['*'] }),
    );
    expect(JSON.stringify(generator(after))).toBe(JSON.stringify(generator(before)));
  });
});
