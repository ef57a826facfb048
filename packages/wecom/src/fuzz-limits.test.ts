/** Texts at their limits and cursors of any kind, for every endpoint, the same every time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWecomClient } from './client.ts';
import { type AnyEndpoint, brokenLimit, type Limit } from './endpoint.ts';
import * as endpoints from './endpoints.ts';
import { createFuzz } from './test-fuzz.ts';

/** With its rules across fields, which hold for its own parameters. */
type AnyChecked = Parameters<typeof brokenLimit<object>>[0];

const isEndpoint = (value: unknown): value is AnyEndpoint =>
  typeof value === 'object' && value !== null && 'limits' in value && 'method' in value;
const all = Object.values(endpoints).filter(isEndpoint);
/** Each by itself, where a field has two. */
const limited = all.flatMap(({ name, limits }) =>
  limits.flatMap(({ path, bytes, chars }): { name: string; limit: Limit; most: number }[] => [
    ...(bytes === undefined ? [] : [{ name, limit: { path, bytes }, most: bytes }]),
    ...(chars === undefined ? [] : [{ name, limit: { path, chars }, most: chars }]),
  ]),
);

/** Parameters with that one value at the limit's path. */
function paramsWith(path: string, value: unknown): object {
  const [head = '', ...rest] = path.split('.');
  const inner = rest.length > 0 ? paramsWith(rest.join('.'), value) : value;
  return head.endsWith('[]') ? { [head.slice(0, -2)]: [inner] } : { [head]: inner };
}

/** Only this limit is looked at: others may ask for what is not given here. */
function broken(limit: Limit, text: string): string | undefined {
  return brokenLimit({ limits: [limit] }, paramsWith(limit.path, text))?.problem;
}

const fuzz = createFuzz(3);
/** One, two, three and four bytes; one code point, and several that look like one. */
const units = ['a', 'é', '航', '𠮷', '👍', '👨‍👩‍👧', '🇨🇳', '✈️', '\u0301', '\n'];

/** A text of exactly `size` in that measure, with something of several bytes across its end where that fits. */
function textOf(size: number, measure: (text: string) => number): string {
  let text = '';
  let left = size;
  for (let tries = 0; left > 0 && tries < 40; tries++) {
    const unit = fuzz.pick(units);
    const times = Math.min(Math.floor(left / measure(unit)), 1 + fuzz.below(Math.ceil(size / 4)));
    text += unit.repeat(times);
    left -= measure(unit) * times;
  }
  return text + 'a'.repeat(left);
}

const bytesOf = (text: string) => Buffer.byteLength(text);
const charsOf = (text: string) => [...text].length;

describe('a text', () => {
  it('there are limits of both kinds to hold', () => {
    expect(limited.filter(({ limit }) => limit.bytes !== undefined).length).toBeGreaterThan(20);
    expect(limited.filter(({ limit }) => limit.chars !== undefined).length).toBeGreaterThan(5);
  });

  it('is measured in bytes or in characters as documented: exactly at its limit it passes, one over it does not', () => {
    for (let i = 0; i < 6_000; i++) {
      const { name, limit, most } = fuzz.pick(limited);
      const measure = limit.bytes === undefined ? charsOf : bytesOf;
      // Megabytes are no better a test than kilobytes.
      if (most > 10_000) continue;
      const text = textOf(most, measure);
      const at = { name, path: limit.path, text };
      expect(measure(text)).toBe(most);
      expect({ ...at, problem: broken(limit, text) }).toEqual({ ...at, problem: undefined });
      expect({ ...at, problem: broken(limit, `${text}a`) }.problem).toContain(`at most ${most}`);
      // An emoji that fits by a part of its bytes does not fit.
      if (limit.bytes !== undefined && most >= 4) {
        const across = `${textOf(most - fuzz.below(4), bytesOf)}👍`;
        expect(broken(limit, across)).toContain(`at most ${most}`);
      }
    }
  });

  it('of any length and content is judged by its bytes alone, never a crash', () => {
    const bytes = limited.filter(({ limit }) => limit.bytes !== undefined && limit.bytes <= 200);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.string({ unit: 'binary', maxLength: 120 }), (n, text) => {
        const one = bytes[n];
        if (!one || text === '') return;
        const problem = broken(one.limit, text);
        expect(problem === undefined).toBe(bytesOf(text) <= one.most);
      }),
      { numRuns: 1_500, seed: 13 },
    );
  });
});

describe('parameters of anything', () => {
  it('are refused or pass, for every endpoint: no limit and no rule across fields crashes', () => {
    const leaf = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>([null], [[]], [{}], {}, NaN, undefined),
    );
    for (const endpoint of all) {
      const heads = endpoint.limits.map(({ path }) => path.split(/[.[]/)[0] ?? '');
      const inner = endpoint.limits.flatMap(({ path }) => path.replaceAll('[]', '').split('.').slice(1));
      const object = fc.dictionary(fc.constantFrom(...inner, 'x'), leaf, { maxKeys: 4 });
      const value = fc.oneof(leaf, object, fc.array(object, { maxLength: 3 }));
      const params = fc.dictionary(fc.constantFrom(...heads, 'x', 'type'), value, { maxKeys: 6 });
      fc.assert(
        fc.property(params, (given) => {
          const found = brokenLimit(endpoint as AnyChecked, given);
          expect(found === undefined || typeof found.problem === 'string').toBe(true);
        }),
        { numRuns: 60, seed: 14 },
      );
    }
  });
});

describe('a cursor', () => {
  const clock = { now: () => 0, sleep: async () => undefined };
  const pagedBy = (cursors: readonly unknown[]) => {
    let calls = 0;
    const fetch = async (input: string | URL | Request) => {
      if (String(input).includes('gettoken'))
        return Response.json({ errcode: 0, errmsg: 'ok', access_token: 't', expires_in: 7200 });
      const next_cursor = cursors[calls++];
      return Response.json({ errcode: 0, errmsg: 'ok', external_contact_list: [], next_cursor });
    };
    const client = createWecomClient({ corpId: 'ww1', secret: 's', agentId: 1, clock, fetch });
    const pages = async () => {
      for await (const _ of client.iterate(endpoints.listFriendsOfStaff, { userid_list: ['LinXiao'] }));
      return calls;
    };
    return pages;
  };

  it('of any kind is followed at most once in a row; an empty one, or none, ends', async () => {
    const cursor = fc.oneof(
      fc.string(),
      fc.jsonValue({ maxDepth: 1 }),
      fc.constantFrom('', null, 'same', 'same'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cursor, { maxLength: 8 }), async (cursors) => {
        const outcome = await pagedBy(cursors)().catch((error: unknown) => error);
        // Refused before it is sent, or at the end of what there was.
        if (typeof outcome === 'number') expect(outcome).toBeLessThanOrEqual(cursors.length + 1);
        else expect(outcome).toMatchObject({ name: 'WecomError', kind: 'limit' });
      }),
      { numRuns: 500, seed: 15 },
    );
    expect(await pagedBy(['same', 'same', 'same'])()).toBe(2);
    expect(await pagedBy(['a', '', 'b'])()).toBe(2);
  });
});
