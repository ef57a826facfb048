/**
 * Holds the source to architecture.cjs: makes sure that every rule derived from it really reports its violation (on a
 * small tree made for it), then cruises the repository with all of them.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { modulesDir, rulesFrom } from './architecture-rules.mjs';
import { fail, root, sourceFiles } from './files.mjs';

const architecture = createRequire(import.meta.url)(join(root, 'architecture.cjs'));
const folders = ['apps', 'packages', 'bench', 'e2e'];

/** Cruises `paths` under `baseDir`; answers the modules seen and the violations found. */
async function look(rules, baseDir, paths) {
  const forbidden = rules.map(({ breach, ...rule }) => ({ ...rule, severity: 'error' }));
  const { output } = await cruise(
    paths,
    {
      baseDir,
      validate: true,
      ruleSet: { forbidden },
      tsPreCompilationDeps: true,
      combinedDependencies: true,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '(^|/)dist/' },
    },
    {
      conditionNames: ['import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mts', '.d.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  );
  return { modules: output.modules, violations: output.summary.violations };
}

/** Each rule must report its own breach: a rule that can't fail holds nothing. */
async function proveRules(rules) {
  const dir = mkdtempSync(join(tmpdir(), 'jetbridge-architecture-'));
  try {
    for (const [index, rule] of rules.entries()) {
      const base = join(dir, String(index));
      for (const [file, text] of Object.entries(rule.breach)) {
        mkdirSync(dirname(join(base, file)), { recursive: true });
        writeFileSync(join(base, file), `${text}\nexport const made = 1;\n`);
      }
      symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'));
      const paths = readdirSync(base).filter((name) => name !== 'node_modules');
      const { violations } = await look(rules, base, paths);
      if (!violations.some((violation) => violation.rule.name === rule.name)) {
        fail('architecture', `rule ${rule.name} did not report the breach made for it`);
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The declared graph itself: every edge leads to a declared module, none back. */
function checkGraph(modules) {
  const state = new Map();
  const visit = (noun, path) => {
    if (!(noun in modules)) return fail('architecture', `${path.at(-1)} names the unknown module ${noun}`);
    if (state.get(noun) === 'done') return;
    if (path.includes(noun)) return fail('architecture', `declared cycle: ${[...path, noun].join(' → ')}`);
    for (const beneath of Object.keys(modules[noun])) visit(beneath, [...path, noun]);
    state.set(noun, 'done');
  };
  for (const noun of Object.keys(modules)) visit(noun, []);
  if (!existsSync(join(root, modulesDir))) return;
  for (const noun of readdirSync(join(root, modulesDir))) {
    if (!(noun in modules)) fail('architecture', `${modulesDir}${noun} is not declared in architecture.cjs`);
  }
}

/** A declared edge that no import uses is a permission nobody needs; it would only rot. */
function checkEdgesUsed(modules, seen) {
  const used = new Set();
  for (const { source, dependencies } of seen) {
    const from = source.match(`^${modulesDir}([^/]+)/`)?.[1];
    for (const { resolved } of dependencies) {
      const to = resolved.match(`^${modulesDir}([^/]+)/`)?.[1];
      if (from && to) used.add(`${from} → ${to}`);
    }
  }
  for (const [noun, beneath] of Object.entries(modules)) {
    for (const other of Object.keys(beneath)) {
      if (!used.has(`${noun} → ${other}`)) fail('architecture', `no import uses the edge ${noun} → ${other}`);
    }
  }
  return used.size;
}

checkGraph(architecture.modules);
const rules = rulesFrom(architecture);
await proveRules(rules);

const expected = sourceFiles(folders, /\.tsx?$/);
const { modules, violations } = await look(
  rules,
  root,
  folders.filter((folder) => existsSync(join(root, folder))),
);
const seen = new Set(modules.map(({ source }) => source));
const missed = expected.filter((file) => !seen.has(file));
// A cruise that quietly sees nothing reports no violation either.
if (missed.length > 0 || expected.length === 0) {
  fail(
    'architecture',
    `the cruise missed ${missed.length} of ${expected.length} source files`,
    missed.slice(0, 5),
  );
}
for (const { rule, from, to } of violations) {
  fail('architecture', `${rule.name}: ${from} → ${to}`, [
    rules.find(({ name }) => name === rule.name).comment,
  ]);
}
const edges = checkEdgesUsed(architecture.modules, modules);
console.log(
  `architecture: ${expected.length} files, ${edges} edges between modules, ${rules.length} rules, each seen to report`,
);
