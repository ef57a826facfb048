/**
 * architecture.cjs as dependency-cruiser rules, one per sentence of it. Each carries its `breach`: the smallest tree
 * (file → source) that must be reported under the rule's name, so that a rule that can't fail is found.
 */

const server = 'apps/server/src/';
export const modulesDir = `${server}modules/`;

const tests = '\\.test\\.tsx?$';
const testing = `^${server}testing/`;
const indexFiles = `^${modulesDir}[^/]+/index\\.ts$`;

const anyOf = (paths) => `(?:${paths.map((path) => path.replaceAll('.', '\\.')).join('|')})`;
const workspaceOf = (name) => (['server', 'console'].includes(name) ? `apps/${name}/` : `packages/${name}/`);

export function rulesFrom(architecture) {
  return [
    ...everywhere(),
    ...kernelAndModules(architecture),
    ...boundaryOfModules(architecture),
    ...workspaces(architecture),
  ];
}

function everywhere() {
  return [
    {
      name: 'no-cycle',
      comment: 'no cycles',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
      breach: { [`${server}kernel/a.ts`]: "import './b.ts';", [`${server}kernel/b.ts`]: "import './a.ts';" },
    },
    {
      name: 'resolves',
      comment: 'an import that cannot be resolved would hide from every other rule',
      from: {},
      to: { couldNotResolve: true },
      breach: { [`${server}kernel/a.ts`]: "import './nowhere.ts';" },
    },
    {
      name: 'product-imports-no-test',
      comment: 'what is shipped does not import tests, benchmarks or scripts',
      from: { path: '^(?:apps|packages)/', pathNot: [tests, testing] },
      to: { path: [tests, testing, '^(?:bench|e2e|scripts)/'] },
      breach: { [`${server}main.ts`]: "import './testing/x.ts';", [`${server}testing/x.ts`]: '' },
    },
  ];
}

function kernelAndModules({ modules, purePackages, pureBuiltins }) {
  const beneathRule = ([noun, beneath]) => ({
    name: `beneath-${noun}`,
    comment: `${noun} may ask ${Object.keys(beneath).join(', ') || 'no module'}; a new edge is a line in architecture.cjs`,
    from: { path: `^${modulesDir}${noun}/`, pathNot: tests },
    to: { path: `^${modulesDir}(?!${anyOf([noun, ...Object.keys(beneath)])}/)` },
    breach: {
      [`${modulesDir}${noun}/index.ts`]: "import '../undeclared/index.ts';",
      [`${modulesDir}undeclared/index.ts`]: '',
    },
  });
  return [
    {
      name: 'kernel-knows-no-module',
      comment: 'the kernel knows nothing else of the server',
      from: { path: `^${server}kernel/`, pathNot: tests },
      to: { path: `^${server}(?!kernel/)` },
      breach: {
        [`${server}kernel/a.ts`]: "import '../modules/x/index.ts';",
        [`${modulesDir}x/index.ts`]: '',
      },
    },
    ...Object.entries(modules).map(beneathRule),
    {
      name: 'rules-are-pure',
      comment:
        'rules.ts decides without I/O: it reaches contract types, pure packages and files of its module that do so too',
      from: { path: `^${modulesDir}([^/]+)/.*rules\\.ts$` },
      to: {
        reachable: true,
        pathNot: [
          '^packages/contract/',
          `^${modulesDir}$1/`,
          `^(?:\\.\\./)*node_modules/${anyOf(purePackages)}/`,
          `^${anyOf(Object.keys(pureBuiltins))}$`,
        ],
      },
      breach: {
        [`${modulesDir}x/rules.ts`]: "import './more.ts';",
        [`${modulesDir}x/more.ts`]: "import '../../kernel/a.ts';",
        [`${server}kernel/a.ts`]: '',
      },
    },
  ];
}

function boundaryOfModules({ compositions }) {
  return [
    {
      name: 'only-index-of-a-module',
      comment: 'index.ts is the only file of a module that other modules import',
      from: { path: `^${modulesDir}([^/]+)/` },
      to: { path: `^${modulesDir}`, pathNot: [`^${modulesDir}$1/`, indexFiles] },
      breach: { [`${modulesDir}y/index.ts`]: "import '../x/store.ts';", [`${modulesDir}x/store.ts`]: '' },
    },
    {
      name: 'only-index-from-outside',
      comment: 'index.ts is the only file of a module that others import',
      from: { pathNot: `^${modulesDir}` },
      to: { path: `^${modulesDir}`, pathNot: indexFiles },
      breach: { [`${server}main.ts`]: "import './modules/x/store.ts';", [`${modulesDir}x/store.ts`]: '' },
    },
    {
      name: 'modules-stay-below',
      comment: 'a module imports the kernel and modules beneath it, nothing of what wires them',
      from: { path: `^${modulesDir}`, pathNot: tests },
      to: { path: `^${server}(?!kernel/|modules/)` },
      breach: { [`${modulesDir}x/index.ts`]: "import '../../main.ts';", [`${server}main.ts`]: '' },
    },
    {
      name: 'only-compositions-wire',
      comment: 'a file that wires modules is named under compositions in architecture.cjs',
      from: { path: `^${server}(?!kernel/|modules/|${anyOf(Object.keys(compositions))})`, pathNot: tests },
      to: { path: `^${modulesDir}` },
      breach: {
        [`${server}elsewhere.ts`]: "import './modules/x/index.ts';",
        [`${modulesDir}x/index.ts`]: '',
      },
    },
  ];
}

function workspaces({ packages, reserved }) {
  const all = anyOf(Object.keys(packages).map(workspaceOf));
  const packageRule = ([name, allowed]) => {
    const forbidden = Object.keys(packages).find((other) => other !== name && !allowed.includes(other));
    return {
      name: `package-${name}`,
      comment: `${name} may import ${allowed.join(', ') || 'no other workspace'}`,
      from: { path: `^${workspaceOf(name)}` },
      to: { path: `^${all}`, pathNot: [name, ...allowed].map((other) => `^${workspaceOf(other)}`) },
      breach: {
        [`${workspaceOf(name)}src/x.ts`]: `import '../../../${workspaceOf(forbidden)}src/y.ts';`,
        [`${workspaceOf(forbidden)}src/y.ts`]: '',
      },
    };
  };
  const reservedRule = ([name, importers]) => ({
    name: `reserved-${name}`,
    comment: `of the server only ${importers.join(', ')} may import packages/${name}`,
    from: { path: `^${server}(?!${anyOf(importers)})`, pathNot: tests },
    to: { path: `^packages/${name}/` },
    breach: {
      [`${modulesDir}x/index.ts`]: `import '../../../../../packages/${name}/src/index.ts';`,
      [`packages/${name}/src/index.ts`]: '',
    },
  });
  return [...Object.entries(packages).map(packageRule), ...Object.entries(reserved).map(reservedRule)];
}
