import { SecretValue, Token, Tokenization } from 'aws-cdk-lib';
import type { SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { defined } from '../private/defined';
import { quote } from '../private/problems';
import {
  type GeneratedPasswordOptions,
  LOWERCASE,
  PUNCTUATION,
  problemsOfPassword,
  UNSAFE_IN_CREDENTIALS,
} from './password-options';

/**
 * Options of credentials.
 */
export interface CredentialsOptions extends GeneratedPasswordOptions {
  /**
   * Further fields beside `username` and `password`, such as `dbname`.
   *
   * They stand in the template in plain view. Changing them generates a new password.
   *
   * @default - none
   */
  readonly visibleFields?: { [field: string]: string };
}

/**
 * Options of a JSON value with one generated field.
 */
export interface GeneratedJsonFieldOptions extends GeneratedPasswordOptions {
  /**
   * Name of the field that is generated.
   *
   * Changing it generates a new value.
   */
  readonly generatedField: string;

  /**
   * The other fields: what is no secret, such as a host or an account name.
   *
   * They stand in the template in plain view. Changing them generates a new value.
   *
   * @default - none
   */
  readonly visibleFields?: { [field: string]: string };
}

/** What a content says to the L2 `Secret`. */
interface Rendering {
  readonly props: Pick<SecretProps, 'generateSecretString' | 'secretStringValue' | 'secretObjectValue'>;
  readonly problems: string[];
  readonly literal?: string;
}

/**
 * How the value of a secret comes about: exactly one way for each secret.
 *
 * A generated value is made by Secrets Manager and never seen by CloudFormation. It is made again when what is said
 * here changes, and by nothing else: description, tags, owner, key and grants can change at any time.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
export class SecretContent {
  /**
   * A generated password, as plain text.
   *
   * @param options changing them generates a new value
   */
  public static generatedPassword(options: GeneratedPasswordOptions = {}): SecretContent {
    return SecretContent.generated(options);
  }

  /**
   * A user name and a generated password, as the JSON that databases and rotation functions expect.
   *
   * The user name is not secret: it stands in the template.
   *
   * @param username changing it generates a new password
   * @param options changing them generates a new password
   */
  public static credentials(username: string, options: CredentialsOptions = {}): SecretContent {
    const { visibleFields, ...password } = options;
    return SecretContent.generatedJsonField({
      excludeCharacters: UNSAFE_IN_CREDENTIALS,
      ...defined(password),
      generatedField: 'password',
      visibleFields: { ...visibleFields, username },
    });
  }

  /**
   * A JSON object with one generated field.
   *
   * @param options changing them generates a new value
   */
  public static generatedJsonField(options: GeneratedJsonFieldOptions): SecretContent {
    const { generatedField, visibleFields = {}, ...password } = options;
    const template = JSON.stringify(visibleFields);
    return SecretContent.generated(password, { secretStringTemplate: template, generateStringKey: generatedField }, [
      ...problemsOfFields(generatedField, visibleFields),
      ...problemsOfSize(template, (password.passwordLength ?? 32) + generatedField.length + 6),
    ]);
  }

  /**
   * A generated token of lower case hexadecimal digits: four bits a character.
   *
   * @param length number of characters, 1 to 4,096; changing it generates a new value
   */
  public static hexToken(length: number = 64): SecretContent {
    return SecretContent.token(length, {
      excludeUppercase: true,
      excludePunctuation: true,
      excludeCharacters: LOWERCASE.slice(6),
    });
  }

  /**
   * A generated token of letters, digits, `-` and `_`, which needs no escaping in a URL: six bits a character.
   *
   * @param length number of characters, 1 to 4,096; changing it generates a new value
   */
  public static urlSafeToken(length: number = 43): SecretContent {
    return SecretContent.token(length, { excludeCharacters: allPunctuationBut('-_') });
  }

  /**
   * A generated token of the 64 characters of base64 without padding: six bits a character.
   *
   * A length that is a multiple of four decodes to whole bytes: 44 characters are 33 random bytes.
   *
   * @param length number of characters, 1 to 4,096; changing it generates a new value
   */
  public static base64Token(length: number = 44): SecretContent {
    return SecretContent.token(length, { excludeCharacters: allPunctuationBut('+/') });
  }

  /**
   * A generated token of letters and digits.
   *
   * @param length number of characters, 1 to 4,096; changing it generates a new value
   */
  public static alphanumericToken(length: number = 43): SecretContent {
    return SecretContent.token(length, { excludePunctuation: true });
  }

  /**
   * A generated code of digits.
   *
   * @param length number of digits, 1 to 4,096; changing it generates a new value
   */
  public static numericToken(length: number): SecretContent {
    return SecretContent.token(length, { excludeLowercase: true, excludeUppercase: true, excludePunctuation: true });
  }

  /**
   * The value of another resource, such as the secret key of an `iam.AccessKey`.
   *
   * CloudFormation puts the value in at deployment. A new value of the other resource becomes a new version.
   *
   * @param value changing it writes a new version
   */
  public static fromSecretValue(value: SecretValue): SecretContent {
    return new SecretContent({ props: { secretStringValue: value }, problems: problemsOfValue('value', value) });
  }

  /**
   * A JSON object whose fields are values of other resources.
   *
   * @param fields changing them writes a new version
   */
  public static fromSecretValues(fields: { [field: string]: SecretValue }): SecretContent {
    const problems = Object.entries(fields).flatMap(([field, value]) => problemsOfValue(field, value));
    return new SecretContent({ props: { secretObjectValue: fields }, problems });
  }

  /**
   * No value: an operator puts it in after the deployment, out of band.
   *
   * Until then whoever reads the secret gets a ResourceNotFoundException, and the description says what is to be done.
   * No later deployment touches the value.
   */
  public static enteredLater(): SecretContent {
    return new SecretContent({ props: {}, problems: [] });
  }

  /**
   * A value that stands in the template, where everyone who may see the template, the repository or the change set
   * reads it.
   *
   * It is for values that are no secret, in tests. It leaves the warning `cdk-governed-secrets:UnsafePlainText`.
   *
   * @param value changing it writes a new version
   */
  public static unsafePlainText(value: string): SecretContent {
    return new SecretContent({
      props: { secretStringValue: SecretValue.unsafePlainText(value) },
      problems: problemsOfSize(value, 0),
      literal: value,
    });
  }

  private static token(length: number, options: GeneratedPasswordOptions): SecretContent {
    return SecretContent.generated({ passwordLength: length, requireEachIncludedType: false, ...options });
  }

  private static generated(
    options: GeneratedPasswordOptions,
    field: { secretStringTemplate?: string; generateStringKey?: string } = {},
    problems: string[] = [],
  ): SecretContent {
    return new SecretContent({
      props: { generateSecretString: { passwordLength: 32, ...defined(options), ...field } },
      problems: [...problemsOfPassword(options), ...problems],
    });
  }

  private constructor(private readonly rendering: Rendering) {}

  /** @internal */
  public get _props(): Rendering['props'] {
    return this.rendering.props;
  }

  /** @internal */
  public get _problems(): string[] {
    return this.rendering.problems;
  }

  /** @internal */
  public get _isEnteredLater(): boolean {
    return Object.keys(this.rendering.props).length === 0;
  }

  /** @internal */
  public get _isPlainText(): boolean {
    return this.rendering.literal !== undefined;
  }
}

/** Names of fields whose value is hardly ever meant to stand in a template. */
const CREDENTIAL = /(pass(word|phrase|wd)?|secret|token|private.?key|api.?key|credentials?)$/i;

function problemsOfFields(generatedField: string, visibleFields: { [field: string]: string }): string[] {
  const plain = Object.entries(visibleFields).filter(
    ([field, value]) => CREDENTIAL.test(field) && field !== generatedField && !Token.isUnresolved(value),
  );
  const named = generatedField === '' ? ["'content.generatedField' must not be empty: name the field"] : [];
  const twice = Object.keys(visibleFields).includes(generatedField)
    ? [`'content.visibleFields' has ${quote(generatedField)}, which is the field to generate: leave it out`]
    : [];
  return [...named, ...twice, ...plain.map(([field]) => plainTextProblem(`visibleFields.${field}`))];
}

function problemsOfValue(field: string, value: SecretValue): string[] {
  return Token.isUnresolved(value.unsafeUnwrap()) ? [] : [plainTextProblem(field)];
}

function plainTextProblem(field: string): string {
  return (
    `'content.${field}' is plain text, which would stand in the template: generate it, take a SecretValue of another ` +
    'resource, enter it later, or say SecretContent.unsafePlainText'
  );
}

/** Tokens count as nothing: their length is known at deployment only. */
function problemsOfSize(value: string, generatedLength: number): string[] {
  const literal = Tokenization.reverseString(value)
    .mapTokens({ mapToken: () => '' })
    .join({ join: (left, right) => `${left ?? ''}${right ?? ''}` });
  const size = Buffer.byteLength(literal ?? '') + generatedLength;
  return size <= 65_536
    ? []
    : [`'content' must have at most 65536 bytes, got ${size}: keep what is no secret elsewhere, for instance in S3`];
}

function allPunctuationBut(kept: string): string {
  return [...PUNCTUATION].filter((character) => !kept.includes(character)).join('');
}
