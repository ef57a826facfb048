import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { guessEncoding } from './encoding.ts';
import { createOccurrences } from './occurrences.ts';
import { decoded, type FileRecord, guessSeparator, recordsOf, type Separator } from './records.ts';

async function* pieces<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list;
}

async function records(texts: string[], separator: Separator = 'comma'): Promise<FileRecord[]> {
  const all: FileRecord[] = [];
  for await (const batch of recordsOf(pieces(texts), separator)) all.push(...batch);
  return all;
}

describe('records', () => {
  it('are cut at any line end, with blank lines left out and lines counted', async () => {
    expect(await records(['a,b\r\n\r\nc,d\ne,f\rg,h'])).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 3, fields: ['c', 'd'] },
      { line: 4, fields: ['e', 'f'] },
      { line: 5, fields: ['g', 'h'] },
    ]);
  });

  it('hold separators, quotes and line ends inside quotes', async () => {
    expect(await records(['"a,1","say ""hi""","two\nlines"\nb,5" pipe,\n'])).toEqual([
      { line: 1, fields: ['a,1', 'say "hi"', 'two\nlines'] },
      { line: 3, fields: ['b', '5" pipe', ''] },
    ]);
  });

  it('that are malformed are reported by line, and the next ones are read', async () => {
    const long = 'x'.repeat(70_000);
    expect(await records([`a,b\nc,"d" e\n"f,g\nh,i\n${long}\nj,k\n`])).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, problem: 'text_after_quote' },
      { line: 3, problem: 'unclosed_quote' },
      { line: 4, fields: ['h', 'i'] },
      { line: 5, problem: 'line_too_long' },
      { line: 6, fields: ['j', 'k'] },
    ]);
  });

  it('of columns set apart by spaces ignore how many', async () => {
    expect(await records([' 00001 19970101  1   11.77\r\n'], 'spaces')).toEqual([
      { line: 1, fields: ['00001', '19970101', '1', '11.77'] },
    ]);
  });

  it('do not depend on how the text is cut into pieces', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '航'), maxLength: 6 });
    const text = fc.array(field, { maxLength: 12 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.nat(60), { maxLength: 6 }), async (whole, cuts) => {
        const at = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
        const parts = at.slice(1).map((end, i) => whole.slice(at[i], end));
        expect(await records(parts)).toEqual(await records([whole]));
      }),
      { numRuns: 300 },
    );
  });

  it('come back as they were written', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', ' ', '\n', '桥'),
      minLength: 1,
      maxLength: 5,
    });
    const row = fc.array(cell, { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        const text = rows
          .map((cells) => cells.map((c) => `"${c.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        const read = await records([text]);
        expect(read.map((record) => 'fields' in record && record.fields)).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });
});

describe('separators', () => {
  it('are told from the first lines', () => {
    expect(guessSeparator(['a,b', '1,2'])).toBe('comma');
    expect(guessSeparator(['a;b', '1,5;2'])).toBe('semicolon');
    expect(guessSeparator(['a\tb', '1\t2'])).toBe('tab');
    expect(guessSeparator([' 1 2  3', ' 4 5  6'])).toBe('spaces');
    expect(guessSeparator(['alone'])).toBe('comma');
  });
});

describe('encodings', () => {
  const text = '会员号,姓名\n1,张伟\n2,欧阳娜娜\n';
  const guessOf = (bytes: Buffer) => {
    const guess = guessEncoding();
    for (let i = 0; i < bytes.length; i += 3) guess.see(bytes.subarray(i, i + 3));
    return guess.end();
  };

  it('are told apart, even with a broken byte in it', () => {
    expect(guessOf(Buffer.from(text))).toBe('utf-8');
    expect(guessOf(iconv.encode(text, 'gb18030'))).toBe('gb18030');
    expect(guessOf(Buffer.from('plain,ascii\n'))).toBe('utf-8');
    expect(guessOf(Buffer.concat([Buffer.from(text), Buffer.from([0xff]), Buffer.from(text)]))).toBe('utf-8');
  });

  it('are decoded whatever the pieces, without the byte order mark', async () => {
    const rare = `${text}𠮷,é\n`;
    for (const [name, bytes] of [
      ['gb18030', iconv.encode(rare, 'gb18030')],
      ['utf-8', Buffer.from(`\uFEFF${rare}`)],
    ] as const) {
      const cut = Array.from({ length: bytes.length }, (_, i) => bytes.subarray(i, i + 1));
      let read = '';
      for await (const part of decoded(pieces(cut), name)) read += part;
      expect(read).toBe(rare);
    }
  });

  it('show broken bytes as a refused record', async () => {
    const bytes = Buffer.concat([Buffer.from('1,张'), Buffer.from([0xe5, 0x0a]), Buffer.from('2,李\n')]);
    const all: FileRecord[] = [];
    for await (const batch of recordsOf(decoded(pieces([bytes]), 'utf-8'), 'comma')) all.push(...batch);
    expect(all).toEqual([
      { line: 1, problem: 'bad_characters' },
      { line: 2, fields: ['2', '李'] },
    ]);
  });
});

describe('occurrences', () => {
  it('number equal contents as a map would, also when the table grows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 400 }), (numbers) => {
        const table = createOccurrences();
        const model = new Map<number, number>();
        for (const n of numbers) {
          // The same low half for all: they meet in few slots.
          const hash = Buffer.alloc(8);
          hash.writeUInt32LE(n, 0);
          expect(table.next(hash)).toBe(model.get(n) ?? 0);
          model.set(n, (model.get(n) ?? 0) + 1);
        }
        expect(table.size()).toBe(model.size);
      }),
    );
    const table = createOccurrences();
    const hash = Buffer.alloc(8);
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 50_000; n++) {
        hash.writeUInt32LE(n, 4);
        expect(table.next(hash)).toBe(round);
      }
    }
    expect(table.size()).toBe(50_000);
  });
});
