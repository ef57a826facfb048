/** REFERENCES.md is made here: `UPDATE_DOCS=1 npx vitest run --project pure packages/statistics/src/references` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import * as statistics from './index.ts';
import { hasRealFile, type ReferenceCase } from './reference-case.ts';
import { references } from './references.ts';

const document = fileURLToPath(new URL('../REFERENCES.md', import.meta.url));
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const key = ({ of, name }: ReferenceCase) => `| ${of} | ${cell(name)} |`;

function numbersOf(value: number | ArrayLike<number>): number[] {
  return typeof value === 'number' ? [value] : Array.from(value);
}

/** Half a unit of the last printed digit, and a little for the decimal point itself being binary. */
function toleranceOf(printed: string): number {
  const [mantissa = '', exponent = '0'] = printed.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const unit = 10 ** (Number(exponent) - decimals);
  return unit / 2 + Math.abs(Number(printed)) * 1e-15 + unit * 1e-9;
}

interface Row {
  text: string;
  within: boolean;
}

function rowOf(reference: ReferenceCase): Row {
  const printed = reference.published.trim().split(/\s+/);
  const ours = numbersOf(reference.ours());
  const differences = printed.map((text, i) => Math.abs((ours[i] ?? Number.NaN) - Number(text)));
  const within =
    ours.length === printed.length &&
    differences.every((difference, i) => difference <= toleranceOf(printed[i] ?? ''));
  const largest = Math.max(...differences);
  return {
    within,
    text: `${key(reference)} ${cell(printed.join(' '))} | ${ours.join(' ')} | ${largest.toExponential(1)} | ${cell(reference.source)} |`,
  };
}

const head = `# References

What each function gives for a case that somebody else published, or that R computes. Made by \`references.test.ts\`, which fails when
a number differs in a printed digit, when an exported function has fewer than two cases, or when this table is not what
was computed: our column has every digit, so it also holds that the numbers are the same on every machine and every Node.

| function | case | published | ours | difference | source |
|---|---|---|---|---|---|
`;

const isRunnable = ({ data }: ReferenceCase) => data === undefined || hasRealFile(data);
const written = (() => {
  try {
    return readFileSync(document, 'utf8');
  } catch {
    return head;
  }
})();
const rows = new Map<string, Row>();

describe('a published number', () => {
  const absent = references.filter((reference) => !isRunnable(reference));
  if (absent.length > 0)
    process.stderr.write(`${absent.length} cases need real data that is not here, and are not tried\n`);

  it.each(
    references
      .filter(isRunnable)
      .map((reference) => [`${reference.of}: ${reference.name}`, reference] as const),
  )('is ours too: %s', (_, reference) => {
    const row = rowOf(reference);
    rows.set(key(reference), row);
    expect(row.within, row.text).toBe(true);
  });

  it('is there for every function, twice', () => {
    const functions = Object.entries(statistics).filter(
      ([name, value]) => typeof value === 'function' && !/^[A-Z]/.test(name),
    );
    const few = functions.filter(([name]) => references.filter(({ of }) => of === name).length < 2);
    expect(few.map(([name]) => name)).toEqual([]);
    expect(references.filter(({ of }) => !(of in statistics)).map(({ of }) => of)).toEqual([]);
    expect(new Set(references.map(key)).size).toBe(references.length);
  });

  it('stands in REFERENCES.md with every digit', () => {
    const keep = new Map(
      written.split('\n').map((line) => [/^(\|[^|]*\|(?:[^|]|\\\|)*\|)/.exec(line)?.[1] ?? '', line]),
    );
    const lines = references.map(
      (reference) => rows.get(key(reference))?.text ?? keep.get(key(reference)) ?? '',
    );
    const wanted = `${head}${lines.join('\n')}\n`;
    if (process.env.UPDATE_DOCS === '1') writeFileSync(document, wanted);
    else expect(written).toBe(wanted);
  });
});
