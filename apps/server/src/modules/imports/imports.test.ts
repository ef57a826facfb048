import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiError, type Client, createClient } from '@jetbridge/client';
import type { Import, ImportMap } from '@jetbridge/contract';
import iconv from 'iconv-lite';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createHttp, type Http } from '../../kernel/http.ts';
import { type Lanes, startLanes } from '../../kernel/lanes.ts';
import { openSignal, type Signal } from '../../kernel/signal.ts';
import { type Spine, startSpine } from '../../spine/index.ts';
import { openTestStores, type TestStores } from '../../testing/stores.ts';
import { createAccess } from '../access/index.ts';
import { type Customers, createCustomers } from '../customers/index.ts';
import { createEvents, type Events } from '../events/index.ts';
import { createImports, type Imports, importSource } from './index.ts';
import { bindImportsRoutes } from './routes.ts';

const localKey = `jb_${'l'.repeat(43)}`;
let stores: TestStores;
let signal: Signal;
let lanes: Lanes;
let events: Events;
let customers: Customers;
let spine: Spine;
let http: Http;
let url: string;
let imports: Imports;
let worker: { stop(): Promise<void> };
let client: Client;

beforeAll(async () => {
  stores = await openTestStores();
  signal = await openSignal({ url: stores.postgresUrl, log: stores.log });
  lanes = await startLanes({
    pg: stores.pg,
    log: stores.log,
    replica: '00000000-0000-7000-8000-000000000001',
  });
  events = createEvents({ ...stores, signal });
  customers = createCustomers(stores);
  await events.ensurePartitions();
  spine = startSpine({
    ...stores,
    lanes,
    signal,
    customers,
    onChanges: async () => undefined,
    listeners: [],
    wakes: [],
  });
  const access = createAccess({ ...stores, localKey });
  http = await createHttp({
    logger: stores.log,
    gate: access.gate,
    registry: new Registry(),
    checkReplies: true,
  });
  imports = createImports({ ...stores, events });
  bindImportsRoutes(http, imports);
  url = await http.app.listen({ port: 0, host: '127.0.0.1' });
  client = createClient({ url, token: localKey });
});
afterAll(async () => {
  await http.app.close();
  await spine.stop();
  await lanes.stop();
  await signal.close();
  await stores.close();
});
beforeEach(() => {
  worker = imports.start();
});
afterEach(() => worker.stop());

const put = (id: string, bytes: Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/imports/${id}/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${localKey}`, 'content-type': 'application/octet-stream', ...headers },
    body: Buffer.from(bytes),
  });

async function upload(kind: Import['kind'], file: string | Uint8Array): Promise<string> {
  const { id } = await client.imports.create({ body: { fileName: 'a file.csv', kind } });
  const reply = await put(id, typeof file === 'string' ? Buffer.from(file) : file);
  expect(reply.status).toBe(200);
  return id;
}

async function ended(id: string): Promise<Import> {
  for (;;) {
    const item = await client.imports.get({ params: { id } });
    if (item.finishedAt !== null) return item;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function importFile(map: ImportMap, file: string | Uint8Array): Promise<Import> {
  const id = await upload(map.kind, file);
  await client.imports.run({ params: { id }, body: { map } });
  return ended(id);
}

async function delivered(): Promise<void> {
  while ((await events.backlog(1)) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function purchases(prefix: string) {
  await delivered();
  const [row] = await stores.warehouse.query<{ n: string; total: string; customers: string }>(
    `SELECT count() AS n, toString(round(sum(JSONExtractFloat(properties, 'total')), 2)) AS total,
       uniqExact(customer_id) AS customers
     FROM events WHERE source_id = {source:String} AND JSONExtractString(properties, 'shop') = {prefix:String}`,
    { source: importSource.id, prefix },
  );
  return row && { count: Number(row.n), total: row.total, customers: Number(row.customers) };
}

async function traitsOf(memberNo: string): Promise<Record<string, unknown>> {
  await delivered();
  const [row] = await stores.pg.query<{ traits: Record<string, [unknown, number]> }>(
    `select c.traits from customers c join identities i on i.customer_id = c.id where i.kind = 'member_no' and i.value = $1`,
    [memberNo],
  );
  return Object.fromEntries(Object.entries(row?.traits ?? {}).map(([name, [value]]) => [name, value]));
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );

const members: ImportMap = {
  kind: 'members',
  identifiers: { member_no: { column: '会员号' } },
  time: { column: '截止' },
  traits: { city: { column: '城市' }, points: { column: '积分', type: 'integer' } },
};
const shop = (name: string): ImportMap => ({
  kind: 'events',
  separator: 'comma',
  identifiers: { member_no: { column: 'who' } },
  identifierPrefix: `${name}-`,
  event: { name: 'Order Completed' },
  time: { column: 'day' },
  properties: { total: { column: 'total', type: 'number' } },
  constants: { shop: name },
});
const counts = ({ status, read, accepted, repeated, refused }: Import) => ({
  status,
  read,
  accepted,
  repeated,
  refused,
});

describe('members from a file', () => {
  it('become customers with traits, from GB18030 as from UTF-8', async () => {
    const text = (no: string) => `会员号,城市,积分,截止\n${no},厦门,1200,2026-01-31\n`;
    expect(counts(await importFile(members, iconv.encode(text('G1'), 'gb18030')))).toMatchObject({
      accepted: 1,
    });
    expect(counts(await importFile(members, `\uFEFF${text('U1')}`))).toMatchObject({ accepted: 1 });
    expect(await traitsOf('G1')).toEqual({ city: '厦门', points: 1200 });
    expect(await traitsOf('U1')).toEqual({ city: '厦门', points: 1200 });
  });

  it('change nothing a second time, and an older file does not undo a newer one', async () => {
    const file = (points: number, day: string) => `会员号,城市,积分,截止\nT1,泉州,${points},${day}\n`;
    await importFile(members, file(900, '2026-02-28'));
    expect(counts(await importFile(members, file(900, '2026-02-28')))).toMatchObject({
      accepted: 0,
      repeated: 1,
    });
    await importFile(members, file(100, '2025-02-28'));
    expect(await traitsOf('T1')).toMatchObject({ points: 900 });
  });

  it('are refused row by row, with line and reason, and the rest goes in', async () => {
    const file =
      '会员号,城市,积分,截止\nR1,厦门,12,2026-01-31\n,厦门,12,2026-01-31\nR3,厦门,a lot,2026-01-31\nR4,"厦门\n' +
      'R5,厦门\nR6,厦门,7,2026-02-30\n\nR8,,,2026-01-31\n';
    const done = await importFile(members, file);
    expect(counts(done)).toEqual({ status: 'done', read: 7, accepted: 2, repeated: 0, refused: 5 });
    const first = await client.imports.refusals({ params: { id: done.id }, query: { limit: 2 } });
    expect(first.items).toEqual([
      { line: 3, field: null, reason: 'no_identifier' },
      { line: 4, field: 'points', reason: 'not_a_number' },
    ]);
    const rest = await client.imports.refusals({
      params: { id: done.id },
      query: { cursor: first.nextCursor ?? '' },
    });
    expect(rest.items).toEqual([
      { line: 5, field: null, reason: 'unclosed_quote' },
      { line: 6, field: null, reason: 'columns' },
      { line: 7, field: 'time', reason: 'not_a_date' },
    ]);
  });
});

describe('events from a file', () => {
  const rows =
    'who,day,total\nA,2026-01-05,10.10\nA,2026-01-05,10.10\nB,2026-01-06,0.30\nA,2026-01-05,10.10\n';

  it('count equal rows of the file each, and a second run none of them', async () => {
    expect(counts(await importFile(shop('equal'), rows))).toMatchObject({ accepted: 4, repeated: 0 });
    expect(counts(await importFile(shop('equal'), rows))).toMatchObject({ accepted: 0, repeated: 4 });
    // One equal row more in a longer export of the same shop is one purchase more.
    expect(counts(await importFile(shop('equal'), `${rows}A,2026-01-05,10.10\n`))).toMatchObject({
      accepted: 1,
      repeated: 4,
    });
    expect(await purchases('equal')).toEqual({ count: 5, total: '40.7', customers: 2 });
  });

  it('count once when the file comes again on a later day', async () => {
    await importFile(shop('later'), rows);
    await delivered();
    stores.clock.advance(2 * 86_400_000);
    await events.ensurePartitions();
    expect(counts(await importFile(shop('later'), rows))).toMatchObject({ accepted: 0, repeated: 4 });
    expect(await purchases('later')).toMatchObject({ count: 4 });
  });

  it('count once when the worker stops in the middle and another goes on', async () => {
    const many = `who,day,total\n${Array.from({ length: 12_000 }, (_, i) => `${i % 700},2026-01-05,1.00\n`).join('')}`;
    const id = await upload('events', many);
    await client.imports.run({ params: { id }, body: { map: shop('resumed') } });
    let stops = 0;
    for (;;) {
      const before = await client.imports.get({ params: { id } });
      if (before.status !== 'running') break;
      if (before.read > stops * 3_000) {
        await worker.stop();
        stops += 1;
        worker = imports.start();
      }
    }
    expect(stops).toBeGreaterThan(1);
    expect(counts(await ended(id))).toEqual({
      status: 'done',
      read: 12_000,
      accepted: 12_000,
      repeated: 0,
      refused: 0,
    });
    expect(await purchases('resumed')).toEqual({ count: 12_000, total: '12000', customers: 700 });
  });

  it('are taken over from a worker that died, once its lease is over', async () => {
    await worker.stop();
    const id = await upload('events', rows);
    await client.imports.run({ params: { id }, body: { map: shop('orphan') } });
    const now = stores.clock.now();
    await stores.pg.query('update imports set leased_by = $2, leased_until = $3 where id = $1', [
      id,
      '00000000-0000-7000-8000-00000000dead',
      new Date(now.getTime() + 15_000),
    ]);
    worker = imports.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await client.imports.get({ params: { id } })).read).toBe(0);
    stores.clock.advance(16_000);
    expect(counts(await ended(id))).toMatchObject({ status: 'done', accepted: 4 });
  });
});

describe('an import', () => {
  it('shows its beginning as read and as it would be stored, with a map to start from', async () => {
    const id = await upload('members', '会员号;城市;积分\n1;厦门;5\n2;;x\n');
    const seen = await client.imports.preview({ params: { id }, body: {} });
    expect(seen).toMatchObject({
      encoding: 'utf-8',
      separator: 'semicolon',
      columns: ['会员号', '城市', '积分'],
      rows: [
        ['1', '厦门', '5'],
        ['2', '', 'x'],
      ],
      suggested: { identifiers: { member_no: { column: '会员号' } } },
    });
    const map: ImportMap = { ...members, separator: 'semicolon' };
    delete map.time;
    const { mapped } = await client.imports.preview({ params: { id }, body: { map } });
    expect(mapped).toMatchObject([
      {
        line: 2,
        ok: true,
        reason: null,
        result: { identifiers: { member_no: '1' }, values: { city: '厦门', points: 5 } },
      },
      { line: 3, ok: false, reason: 'not_a_number', result: { field: 'points' } },
    ]);
  });

  it('refuses a map that does not fit, and says where', async () => {
    const id = await upload('members', 'a,b\n1,2\n');
    const run = client.imports.run({ params: { id }, body: { map: members } });
    await expect(run).rejects.toMatchObject({
      code: 'imports.map_invalid',
      details: {
        problems: [
          { path: '/identifiers/member_no', reason: 'column_missing', column: '会员号' },
          {},
          {},
          {},
        ],
      },
    });
    expect(await code(client.imports.preview({ params: { id }, body: { map: shop('x') } }))).toBe(
      'imports.map_invalid',
    );
  });

  it('is not run twice, nor before its file is there, nor found when it is none', async () => {
    const { id } = await client.imports.create({ body: { fileName: 'x', kind: 'members' } });
    expect(await code(client.imports.run({ params: { id }, body: { map: members } }))).toBe(
      'imports.not_ready',
    );
    const empty = await put(id, new Uint8Array());
    expect(((await empty.json()) as { code: string }).code).toBe('imports.file_invalid');
    const done = await importFile(members, '会员号,城市,积分,截止\n1,,,\n');
    expect(await code(client.imports.run({ params: { id: done.id }, body: { map: members } }))).toBe(
      'imports.not_ready',
    );
    expect((await put(done.id, Buffer.from('x'))).status).toBe(409);
    const nowhere = { params: { id: '00000000-0000-7000-8000-000000000000' } };
    expect(await code(client.imports.get(nowhere))).toBe('imports.not_found');
    expect(await code(client.imports.cancel(nowhere))).toBe('imports.not_found');
  });

  it('takes a file only from who may import, as plain bytes', async () => {
    const { id } = await client.imports.create({ body: { fileName: 'x', kind: 'members' } });
    expect((await put(id, Buffer.from('x'), { authorization: 'Bearer none' })).status).toBe(401);
    expect((await put(id, Buffer.from('x'), { 'content-type': 'text/plain' })).status).toBe(415);
    const big = Buffer.alloc(3 * 1024 * 1024 + 17, 'a,b\n');
    expect(await (await put(id, big)).json()).toMatchObject({ status: 'uploaded', bytes: big.length });
    expect(await (await put(id, Buffer.from('a\nb\n'))).json()).toMatchObject({ bytes: 4, rows: 1 });
  });

  it('stops when cancelled and forgets the bytes of its file', async () => {
    await worker.stop();
    const id = await upload('events', 'who,day,total\nA,2026-01-05,1\n');
    await client.imports.run({ params: { id }, body: { map: shop('cancelled') } });
    await client.imports.cancel({ params: { id } });
    worker = imports.start();
    expect(await ended(id)).toMatchObject({ status: 'cancelled', read: 0 });
    expect(await stores.pg.query('select 1 from import_chunks where import_id = $1', [id])).toEqual([]);
    expect(await code(client.imports.cancel({ params: { id } }))).toBe('imports.not_ready');
  });

  it('is forgotten a week after nobody ran it', async () => {
    const id = await upload('members', 'a,b\n1,2\n');
    await imports.sweep();
    await client.imports.get({ params: { id } });
    stores.clock.advance(8 * 86_400_000);
    onTestFinished(() => events.ensurePartitions());
    await imports.sweep();
    expect(await code(client.imports.get({ params: { id } }))).toBe('imports.not_found');
  });
});

const shared = join(fileURLToPath(import.meta.url), '../../../../../../../shared/data');
const present = existsSync(shared);
// biome-ignore lint/suspicious/noConsole: a test left out says so
if (!present) console.warn(`The real files are not at ${shared}: their import is not tried.`);

describe.runIf(present)('the real files', () => {
  const shipped = async (name: string): Promise<ImportMap> => {
    const found = (await client.imports.maps()).items.find((item) => item.name === name);
    if (!found) throw new Error(`no map ${name}`);
    return found.map;
  };

  it('import twice to the members of the airline', async () => {
    await events.ensurePartitions();
    const file = readFileSync(join(shared, 'airline_members/members-44-columns.csv'));
    const map = await shipped('airline-members');
    const id = await upload('members', file);
    expect((await client.imports.preview({ params: { id }, body: {} })).suggested).toEqual(map);
    expect(counts(await importFile(map, file))).toEqual({
      status: 'done',
      read: 1918,
      accepted: 1918,
      repeated: 0,
      refused: 0,
    });
    expect(counts(await importFile(map, file))).toMatchObject({ read: 1918, accepted: 0, repeated: 1918 });
    const traits = await traitsOf('54993');
    expect(traits).toMatchObject({
      points: 619760,
      joined_on: '2006-11-02',
      tier: '6',
      age: 31,
      flights: 210,
    });
    expect(traits).not.toHaveProperty('city');
    const [sum] = await stores.pg.query<{ n: string; points: string }>(
      `select count(*) as n, sum((traits->'points'->>0)::bigint) as points from customers where traits ? 'average_discount'`,
    );
    const lines = file.toString('utf8').trim().split('\n').slice(1);
    const points = lines.reduce((total, line) => total + Number(line.split(',')[37]), 0);
    expect(sum).toEqual({ n: '1918', points: String(points) });
  });
});
