import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportMap, Rule } from '@jetbridge/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestApplication, type TestApplication } from '../testing/application.ts';
import { importFile } from './import.ts';

let product: TestApplication;
let directory: string;
let said: string[];

beforeAll(async () => {
  product = await openTestApplication();
  directory = mkdtempSync(join(tmpdir(), 'jetbridge-import-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await product.close();
});
beforeEach(() => {
  said = [];
  const note = (text: unknown) => void said.push(String(text));
  vi.spyOn(console, 'log').mockImplementation(note);
  vi.spyOn(console, 'error').mockImplementation(note);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  vi.stubEnv('JETBRIDGE_DATA_DIR', product.dataDir);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const map: ImportMap = {
  kind: 'members',
  identifiers: { member_no: { column: 'no' } },
  traits: { city: { column: 'city' }, age: { column: 'age', type: 'integer' } },
};

describe('jetbridge import', () => {
  it('finds the server of this machine, imports, and names the rows it refused', async () => {
    const members = file('members.csv', 'no,city,age\nC1,厦门,41\nC2,泉州,old\n');
    const code = await importFile(['members', members, '--map', file('map.json', JSON.stringify(map))]);
    expect(said).toEqual([
      'members.csv: done. 2 rows read · 1 new · 0 known already · 1 refused.',
      '  1 different customers',
      '  line 3, age: This is not a number.',
    ]);
    expect(code).toBe(0);
    const query = { kind: 'member_no', value: 'C1' } as const;
    const { id } = await vi.waitFor(() => product.client.customers.lookup({ query }), { timeout: 20_000 });
    expect((await product.client.customers.get({ params: { id } })).traits).toMatchObject({
      city: '厦门',
      age: 41,
    });
    const stream = await product.client.events.stream({ query: {} });
    expect(stream.items.map((item) => item.source)).toEqual(['Import']);
  });

  it('answers 1 when every row was refused', async () => {
    const members = file('bad.csv', 'no,city,age\n,厦门,41\n');
    expect(await importFile(['members', members, '--map', file('map.json', JSON.stringify(map))])).toBe(1);
    expect(said[1]).toBe('  line 2: No column identifies the customer.');
  });

  it('takes a server and a key that are given, and shows why they are refused', async () => {
    const { key } = await product.client.access.createApiKey({
      body: { name: 'nightly', roles: ['operator'] },
    });
    const args = [
      'members',
      file('m.csv', 'no,city,age\nK1,,\n'),
      '--map',
      file('map.json', JSON.stringify(map)),
    ];
    expect(await importFile([...args, '--url', product.url, '--key', key])).toBe(0);
    expect(await importFile([...args, '--url', product.url, '--key', `jb_${'x'.repeat(43)}`])).toBe(1);
    expect(said.at(-1)).toContain('Sign in or send an API key');
  });

  it('shows what is wrong with a map that does not fit the file', async () => {
    const args = ['members', file('m.csv', 'number\n1\n'), '--map', file('map.json', JSON.stringify(map))];
    expect(await importFile(args)).toBe(1);
    expect(said.at(-1)).toContain('"column": "no"');
  });

  it('answers 2 and says what is missing when it was not understood', async () => {
    const members = file('m.csv', 'no\n1\n');
    const tries: [string[], RegExp][] = [
      [[], /what is to be imported/],
      [['members', members], /--map is missing/],
      [['members', join(directory, 'nowhere.csv'), '--map', 'cdnow'], /there is no file/],
      [['members', members, '--map', 'cdnow'], /is for events/],
      [['members', members, '--map', 'nothing'], /shipped are airline-members, cdnow/],
      [['members', members, '--map', file('broken.json', '{"kind":"members"}')], /is not a map/],
      [['members', members, '--map', 'cdnow', '--url', 'http://localhost'], /belong together/],
      [['members', members, '--map', 'cdnow', '--encoding', 'latin1'], /utf-8 or gb18030/],
      [['members', members, '--what'], /Unknown option/],
    ];
    for (const [args, message] of tries) {
      expect(await importFile(args)).toBe(2);
      expect(said.at(-1)).toMatch(message);
    }
    vi.stubEnv('JETBRIDGE_DATA_DIR', directory);
    expect(await importFile(['members', members, '--map', 'cdnow'])).toBe(2);
    expect(said.at(-1)).toContain('no server runs on');
  });
});

const shared = join(fileURLToPath(import.meta.url), '../../../../../../shared/data');

const present = existsSync(shared);
if (!present) console.warn(`The real files are not at ${shared}: their import is not tried.`);

describe.runIf(present)('jetbridge import of the real files', () => {
  it('takes both, and a second time adds nothing', { timeout: 240_000 }, async () => {
    const members = [
      'members',
      join(shared, 'airline_members/members-44-columns.csv'),
      '--map',
      'airline-members',
    ];
    const purchases = ['events', join(shared, 'cdnow/transactions.txt'), '--map', 'cdnow'];
    for (const args of [members, purchases, members, purchases]) expect(await importFile(args)).toBe(0);
    const [ofMembers, ofPurchases] = [
      '  1,918 different customers',
      '  23,570 different customers · sum of items 167,881 · sum of total 2,500,315.63',
    ];
    expect(said).toEqual([
      'members-44-columns.csv: done. 1,918 rows read · 1,918 new · 0 known already · 0 refused.',
      ofMembers,
      'transactions.txt: done. 69,659 rows read · 69,659 new · 0 known already · 0 refused.',
      ofPurchases,
      'members-44-columns.csv: done. 1,918 rows read · 0 new · 1,918 known already · 0 refused.',
      ofMembers,
      'transactions.txt: done. 69,659 rows read · 0 new · 69,659 known already · 0 refused.',
      ofPurchases,
    ]);
    const { items } = await product.client.imports.list({ query: { limit: 2 } });
    expect(items).toMatchObject([
      { customers: 23_570, sums: [{ property: 'items' }, { property: 'total', sum: '2500315.63' }] },
      { customers: 1_918, sums: [] },
    ]);
    await product.running.settle();
    const dollars = { property: 'currency', is: 'eq', value: 'USD' } as const;
    const rule: Rule = { event: 'Order Completed', where: [dollars], measure: { count: { gte: 1 } } };
    const { count } = await product.client.segments.preview({ body: { rule } });
    expect(count).toBe(23_570);
    const names = (await product.client.events.names()).items;
    expect(names).toContainEqual({
      name: 'Order Completed',
      count: 69_659,
      properties: ['currency', 'items', 'total'],
    });
    const query = { kind: 'member_no', value: 'cdnow-00001' } as const;
    const { id } = await product.client.customers.lookup({ query });
    const timeline = await product.client.customers.timeline({ params: { id }, query: {} });
    expect(timeline.items.map((item) => item.source)).toEqual(['Import']);
    const [sum] = await product.stores.warehouse.query<{ n: string; total: string }>(
      `SELECT count() AS n, toString(round(sum(JSONExtractFloat(properties, 'total')), 2)) AS total
       FROM events WHERE name = 'Order Completed'`,
    );
    expect(sum).toEqual({ n: '69659', total: '2500315.63' });
  });
});
