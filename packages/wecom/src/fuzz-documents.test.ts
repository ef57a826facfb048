/** Documents of anything, behind a right signature: refused or read, in bounded time, the same every time. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openPlaintext } from './callbacks.ts';
import { CallbackError } from './crypto.ts';
import { parsePlainXml } from './plain-xml.ts';
import { createFuzz } from './test-fuzz.ts';
import { parseAnyXml, parseXml, type XmlValue } from './xml.ts';

let cases = 0;
const started = performance.now();
afterAll(() => {
  expect(cases).toBeGreaterThanOrEqual(18_000);
  expect(performance.now() - started).toBeLessThan(120_000);
});

describe('a document of anything', () => {
  const fuzz = createFuzz(2);
  const marks = [
    ...['<xml>', '</xml>', '<A>', '</A>', '<B>', '</B>', '<a>', '</a>', '<A/>', '<UserID>', '</UserID>'],
    ...['<![CDATA[', ']]>', '<!--', '-->', '<?xml version="1.0"?>', '<?p', '?>', '<A b="', '">', '<A b="c">'],
    ...['<!DOCTYPE x [', '<!ENTITY e "', '">', ']>', '&e;', '&lt;', '&#65;', '&#x10ffff;', '%e;', '<!'],
    ...[
      'text',
      ' ',
      '\n',
      '\r\n',
      '\u0000',
      '>',
      '<',
      '"',
      '航班',
      '👍',
      '\ud800',
      '__proto__',
      '<__proto__>',
    ],
  ];
  const anyXml = () => {
    const inner = Array.from({ length: fuzz.below(24) }, () => fuzz.pick(marks)).join('');
    return fuzz.chance(0.7) ? `<xml><C>1</C>${inner}</xml>` : inner;
  };
  /** Well-formed for the most part, with duplicates and depth. */
  const anyTree = (depth: number): string => {
    const name = fuzz.chance(0.97)
      ? fuzz.pick(['A', 'B', 'Item', 'item', 'UserID', 'ToString'])
      : fuzz.pick(['toString', 'constructor', 'hasOwnProperty', '_x', 'A-b', '__proto__']);
    if (depth > 22 || fuzz.chance(0.4)) {
      const text = fuzz.pick([
        '',
        '0012',
        ' x ',
        'a>b',
        '&amp;',
        '\n',
        'x]]',
        '1e9',
        '航班',
        '\r\n',
        '\u2028',
      ]);
      return `<${name}>${fuzz.chance(0.5) ? `<![CDATA[${text}<b>${text}]]>` : text}</${name}>`;
    }
    const children = Array.from({ length: 1 + fuzz.below(2) }, () =>
      anyTree(depth + (fuzz.chance(0.9) ? 1 : 8)),
    );
    return `<${name}>${children.join(fuzz.pick(['', '', '\n', ' ', '\t', 'mixed']))}</${name}>`;
  };
  const textLength = (value: XmlValue): number =>
    typeof value === 'string'
      ? value.length
      : Object.values(value).reduce((sum: number, one) => sum + textLength(one), 0);

  it('in XML is refused or read, alike by both parsers, and nothing in it grows', () => {
    let read = 0;
    let short = 0;
    for (let i = 0; i < 14_000; i++) {
      const xml = i % 2 ? anyXml() : `<xml>${anyTree(1)}${anyTree(1)}</xml>`;
      cases++;
      const plain = parsePlainXml(xml);
      try {
        const fields = parseAnyXml(xml);
        read++;
        if (plain) {
          short++;
          if (!isDeepStrictEqual(plain, fields)) expect(plain).toEqual(fields);
        }
        if (textLength(fields) > xml.length) throw new Error(`it grew: ${xml}`);
        if (!isDeepStrictEqual(parseXml(xml), fields)) expect(parseXml(xml)).toEqual(fields);
      } catch (error) {
        if (!(error instanceof CallbackError)) throw error;
        // What the general parser refuses the short way must not read.
        expect(plain).toBeUndefined();
      }
    }
    expect(read).toBeGreaterThan(4_000);
    expect(short).toBeGreaterThan(1_000);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('of a megabyte, in attributes, elements, depth or entities, is refused or read in bounded time', () => {
    const entities = Array.from(
      { length: 20 },
      (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`,
    ).join('');
    const many = (unit: string) => unit.repeat(Math.floor(900_000 / unit.length));
    const bombs = [
      `<!DOCTYPE x [<!ENTITY e0 "aaaaaaaaaa">${entities}]><xml><A>&e20;</A></xml>`,
      `<xml><A b="${many('x')}">1</A></xml>`,
      `<xml><A ${many('b="c" ')}>1</A></xml>`,
      `<xml><A ${many(' ')}!>1</A></xml>`,
      `<xml>${many('<A>1</A>')}</xml>`,
      `<xml>${many('<A>')}</xml>`,
      `<xml><A>${many('<![CDATA[')}]]></A></xml>`,
      `<xml><A>${many('<![CDATA[x]]>')}</A></xml>`,
      `<xml><A>${many('&lt;')}</A></xml>`,
      `<xml>${many('<!-- <!DOCTYPE -->')}<A>1</A></xml>`,
      `<xml>${many('<A b="> <![CDATA[ ">')}</xml>`,
      `<xml><A>${many('<')}</A></xml>`,
      `{"A":${many('[')}`,
      `{"A":"${many('\\"')}`,
      `{${many('"A":{')}`,
      `{"A":[${many('1,')}1]}`,
      `{"A":${many('9')}}`,
    ];
    for (const bomb of bombs) {
      cases++;
      try {
        const { event } = openPlaintext(bomb);
        expect(textLength(event.fields)).toBeLessThanOrEqual(bomb.length);
      } catch (error) {
        expect(error).toBeInstanceOf(CallbackError);
      }
    }
  });

  it('in JSON is refused or read', () => {
    const parts = [
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      '"A"',
      '"Event"',
      '1',
      '-',
      '1e999',
      '0.1',
      '{"A":',
      'null',
      'true',
    ];
    const anyJson = fc.oneof(
      fc.array(fc.constantFrom(...parts), { maxLength: 30 }).map((list) => `{${list.join('')}`),
      fc.object({ maxDepth: 6 }).map((value) => JSON.stringify(value)),
      fc.nat(40).map((depth) => `${'{"A":'.repeat(depth)}1${'}'.repeat(depth)}`),
    );
    fc.assert(
      fc.property(anyJson, (json) => {
        cases++;
        try {
          expect(openPlaintext(json).format).toBe('json');
        } catch (error) {
          expect(error).toBeInstanceOf(CallbackError);
        }
      }),
      { numRuns: 4_000, seed: 12 },
    );
  });
});
