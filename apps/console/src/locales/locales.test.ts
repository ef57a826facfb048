import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCodes, permissions, refusalReasons, rowRefusals } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';

const here = import.meta.dirname;
const source = join(here, '..');

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) all.set(inner, text);
  }
  return all;
}

function textsOf(language: string): Map<string, string> {
  const folder = join(here, language);
  const all = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    for (const [key, text] of flat(JSON.parse(readFileSync(join(folder, file), 'utf8')))) {
      if (all.has(key)) throw new Error(`${language}: ${key} stands twice`);
      all.set(key, text);
    }
  }
  return all;
}

function sources(): { name: string; text: string }[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !name.startsWith('locales'))
    .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }));
}

const zh = textsOf('zh');
const en = textsOf('en');
const blanks = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('the words of the console', () => {
  it('exist in both languages under the same keys', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  });

  it('leave the same blanks in both languages', () => {
    const differing = [...zh].filter(
      ([key, text]) => blanks(text).join() !== blanks(en.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('are there for every key that the code names', () => {
    const keys = sources().flatMap(({ name, text }) =>
      [...text.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => ({ name, key: match[1] ?? '' })),
    );
    expect(keys.length).toBeGreaterThan(200);
    expect(keys.filter(({ key }) => !zh.has(key))).toEqual([]);
  });

  it('are there for every error code, permission and refusal of the contract', () => {
    const wanted = [
      ...Object.keys(errorCodes).map((code) => `errors.${code}`),
      ...permissions.map((permission) => `permissions.${permission.replace(':', '.')}`),
      ...refusalReasons.map((reason) => `refusals.${reason}`),
      ...Object.keys(rowRefusals).map((reason) => `imports.reasons.${reason}`),
    ];
    expect(wanted.filter((key) => !zh.has(key))).toEqual([]);
  });

  it('stand in the locale files only', () => {
    expect(
      sources()
        .filter(({ text }) => /\p{Script=Han}/u.test(text))
        .map(({ name }) => name),
    ).toEqual([]);
  });
});
