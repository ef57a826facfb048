/** FUNCTIONS.md is made here: `UPDATE_DOCS=1 npx vitest run --project pure packages/statistics/src/docs` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Area, type PublicFunction, readAreas, readSharedShapes } from './docstrings.ts';
import * as statistics from './index.ts';

const document = fileURLToPath(new URL('../FUNCTIONS.md', import.meta.url));
const areas = readAreas();
const functions = areas.flatMap((area) => area.functions);

/** Numbers to six digits, everything else as JSON. */
function shown(value: unknown): string {
  const plain = (_: string, one: unknown): unknown => {
    if (ArrayBuffer.isView(one)) return Array.from(one as Float64Array);
    if (typeof one === 'number') return Number.isFinite(one) ? Number(one.toPrecision(6)) : String(one);
    return one;
  };
  return JSON.stringify(value, plain) ?? 'undefined';
}

/** Runs an example; what each line with an arrow gives beside what it says. */
function run(example: string): { says: string; gives: string }[] {
  const held: { says: string; gives: string }[] = [];
  const lines = example.split('\n').map((line) => {
    const [, expression, says] = /^(.*?)\s*\/\/ → (.*)$/.exec(line) ?? [];
    return expression === undefined ? line : `__hold((${expression}), ${JSON.stringify(says)});`;
  });
  const hold = (value: unknown, says: string) => held.push({ says: says.trim(), gives: shown(value) });
  const names = Object.keys(statistics);
  const body = `'use strict';\n${lines.join('\n')}`;
  new Function('__hold', ...names, body)(hold, ...Object.values(statistics));
  return held;
}

function partOf({ name, signature, text, throws, see, examples }: PublicFunction): string {
  return [
    `### ${name}`,
    `\`\`\`ts\n${signature}\n\`\`\``,
    text,
    throws.length > 0 ? `Errors: ${throws.join('; ').replaceAll('\n', ' ')}` : '',
    `Source: ${see.join('; ').replaceAll('\n', ' ')}`,
    ...examples.map((example) => `\`\`\`js\n${example}\n\`\`\``),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function chapterOf({ name, about, functions: own, shapes }: Area): string {
  const title = `${name[0]?.toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
  const types = shapes.length > 0 ? [`### Shapes of ${name}`, typed(shapes)] : [];
  return [`## ${title}`, about, ...own.map(partOf), ...types].join('\n\n');
}

function typed(shapes: readonly string[]): string {
  return `\`\`\`ts\n${shapes.join('\n\n')}\n\`\`\``;
}

function page(): string {
  const contents = areas.map(
    ({ name, functions: own }) =>
      `- **${name}**: ${own.map((one) => `[${one.name}](#${one.name.toLowerCase()})`).join(', ')}`,
  );
  const head =
    '# Functions\n\nMade from the docstrings by `docs.test.ts`, which runs every example: what stands behind an arrow was computed.';
  const shared = ['## Shapes of all areas', typed(readSharedShapes())];
  return `${[head, contents.join('\n'), ...shared, ...areas.map(chapterOf)].join('\n\n')}\n`;
}

describe('the documentation', () => {
  it('knows every exported function', () => {
    const exported = Object.entries(statistics).filter(
      ([name, value]) => typeof value === 'function' && !/^[A-Z]/.test(name),
    );
    expect(functions.map(({ name }) => name).sort()).toEqual(exported.map(([name]) => name).sort());
  });

  it('gives each function its meaning, errors, source and an example', () => {
    const lacking = functions.filter(
      ({ text, throws, see, examples }) =>
        text === '' || throws.length === 0 || see.length === 0 || examples.length === 0,
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  it('writes down every shape that a shape is made of', () => {
    const shapes = [...readSharedShapes(), ...areas.flatMap((area) => area.shapes)];
    const bare = shapes.join('\n').replaceAll(/\/\*\*[\s\S]*?\*\/|'[^']*'/g, '');
    const known = new Set([...bare.matchAll(/(?:interface|type) (\w+)/g)].map(([, name]) => name));
    const used = [...bare.matchAll(/(?:: |readonly |<|\| |& |extends |= )([A-Z]\w*[a-z]\w*)/g)].map(
      ([, name = '']) => name,
    );
    const ofTheLanguage = ['ArrayLike', 'Omit', 'Pick', 'Readonly', 'Record'];
    const parameters = ['Kind', 'Parameters'];
    const unknown = [...new Set(used)].filter((name) => !known.has(name) && !(name in globalThis));
    expect(unknown.filter((name) => ![...ofTheLanguage, ...parameters].includes(name))).toEqual([]);
  });

  it.each(functions.flatMap(({ name, examples }) => examples.map((example) => [name, example] as const)))(
    'shows what %s gives',
    (_, example) => {
      const held = run(example);
      expect(held.length, 'lines with an arrow').toBeGreaterThan(0);
      expect(held.map(({ gives }) => gives)).toEqual(held.map(({ says }) => shown(JSON.parse(says))));
    },
  );

  it('shows in the README what its examples give', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const blocks = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code = '']) => code);
    expect(blocks.length).toBeGreaterThan(2);
    for (const block of blocks) {
      const imports = /import \{([\s\S]*?)\} from '@jetbridge\/statistics';\n/.exec(block);
      const names = imports?.[1]?.split(',').map((name) => name.trim()) ?? [];
      expect(names.filter((name) => name !== '' && !(name in statistics))).toEqual([]);
      const held = run(block.replace(imports?.[0] ?? '', ''));
      expect(held.map(({ gives }) => gives)).toEqual(held.map(({ says }) => shown(JSON.parse(says))));
    }
  });

  it('is the page in FUNCTIONS.md', () => {
    const wanted = page();
    if (process.env.UPDATE_DOCS === '1') writeFileSync(document, wanted);
    else expect(readFileSync(document, 'utf8')).toBe(wanted);
  });
});
