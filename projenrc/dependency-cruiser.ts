import { Component, JsonFile, type javascript } from 'projen';

export interface DependencyCruiserOptions {
  /** Version range of dependency-cruiser. */
  readonly version: string;
  /** For each folder of src/, the sibling folders that it may import. */
  readonly layers: Record<string, string[]>;
}

/** Fails the build when a folder of src/ imports against the rule. */
export class DependencyCruiser extends Component {
  constructor(project: javascript.NodeProject, options: DependencyCruiserOptions) {
    super(project);
    project.addDevDeps(`dependency-cruiser@${options.version}`);

    new JsonFile(project, '.dependency-cruiser.json', {
      marker: false, // the tool refuses a property that it does not know
      obj: {
        forbidden: [
          {
            name: 'no-circular',
            comment: 'a cycle has no bottom: move what both need into a file that neither imports back',
            severity: 'error',
            from: { path: '^src' },
            to: { circular: true },
          },
          {
            name: 'only-known-folders',
            comment: 'a new folder of src/ needs a line in the layers of .projenrc.ts',
            severity: 'error',
            from: {},
            to: { path: '^src/[^/]+/', pathNot: `^src/(${Object.keys(options.layers).join('|')})/` },
          },
          ...Object.entries(options.layers).map(([folder, allowed]) => ({
            name: `${folder}-imports`,
            comment: `src/${folder} may import ${allowed.length === 0 ? 'no sibling' : allowed.join(', ')}; see ARCHITECTURE.md`,
            severity: 'error',
            from: { path: `^src/${folder}/` },
            to: { path: '^src/', pathNot: `^src/(${[folder, ...allowed].join('|')})/` },
          })),
        ],
        options: { tsPreCompilationDeps: true, doNotFollow: { path: 'node_modules' } },
      },
    });

    const check = project.addTask('check:imports', {
      description: 'Check that imports between the folders of src/ go one way',
      exec: 'depcruise --config .dependency-cruiser.json --output-type err-long src',
    });
    project.testTask.spawn(check);
  }
}
