import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApplication, type TestApplication } from '../../testing/application.ts';

let app: TestApplication;
let writeKey: string;

beforeAll(async () => {
  app = await openTestApplication();
  writeKey = (await app.client.events.createSource({ body: { name: 'Tests' } })).writeKey;
});
afterAll(() => app.close());

interface Answer {
  status: number;
  body: {
    code?: string;
    success?: boolean;
    rejected?: { index: number; field: string }[];
    details?: unknown;
  };
  headers: Headers;
}

async function post(
  path: string,
  body: unknown,
  options: { key?: string; gzip?: boolean } = {},
): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${options.key ?? writeKey}:`).toString('base64')}`,
      ...(options.gzip ? { 'content-encoding': 'gzip' } : {}),
    },
    body: options.gzip ? gzipSync(text) : text,
  });
  return {
    status: response.status,
    body: (await response.json()) as Answer['body'],
    headers: response.headers,
  };
}

const seat = (userId: string, more: object = {}) => ({
  type: 'track',
  userId,
  event: 'Seat Chosen',
  ...more,
});

/** The customer's events once there are so many; the spine works in the background. */
async function timeline(userId: string, atLeast: number) {
  for (let attempt = 0; attempt < 200; attempt++) {
    const found = await app.client.customers
      .lookup({ query: { kind: 'member_no', value: userId } })
      .catch(() => null);
    const items = found ? (await app.client.customers.timeline({ params: { id: found.id } })).items : [];
    if (items.length >= atLeast) return items;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${userId} never had ${atLeast} events`);
}

describe('collection', () => {
  it('answers a single call and a batch, plain and gzipped, and the events are in the timeline', async () => {
    expect((await post('/v1/track', { userId: 'E1', event: 'App Opened' })).body).toEqual({ success: true });
    expect((await post('/v1/batch', { batch: [seat('E1'), seat('E1')] })).body).toEqual({ success: true });
    expect((await post('/v1/batch', { batch: [seat('E1')] }, { gzip: true })).body).toEqual({
      success: true,
    });
    expect(await timeline('E1', 4)).toHaveLength(4);
  });

  it('refuses a write key that no source has, and one that was rotated away', async () => {
    expect(await post('/v1/batch', { batch: [seat('E2')] }, { key: 'nobody' })).toMatchObject({
      status: 401,
      body: { code: 'events.unknown_write_key' },
    });
    const source = await app.client.events.createSource({ body: { name: 'Rotated' } });
    await app.client.events.rotateWriteKey({ params: { id: source.id } });
    expect((await post('/v1/track', { userId: 'E2', event: 'X' }, { key: source.writeKey })).status).toBe(
      401,
    );
  });

  it('takes the valid events of a batch and names the others', async () => {
    const batch = [
      seat('E3'),
      { type: 'track', event: 'No One' },
      seat('E3', { timestamp: 'yesterday' }),
      7,
      { type: 'dance' },
    ];
    const { status, body } = await post('/v1/batch', { batch });
    expect(status).toBe(200);
    expect(body.rejected?.map(({ index, field }) => [index, field])).toEqual([
      [1, 'userId'],
      [2, 'timestamp'],
      [3, ''],
      [4, 'type'],
    ]);
    expect(await timeline('E3', 1)).toHaveLength(1);
  });

  it('refuses a batch without a valid event with the same list', async () => {
    expect(await post('/v1/batch', { batch: [{ type: 'track', userId: 'E4' }] })).toMatchObject({
      status: 400,
      body: { code: 'events.all_rejected', details: { rejected: [{ index: 0, field: 'event' }] } },
    });
  });

  it('refuses more than 500 events, more than 4 MiB, and a small body that unpacks to more', async () => {
    expect((await post('/v1/batch', { batch: Array.from({ length: 501 }, () => seat('E5')) })).status).toBe(
      413,
    );
    const large = JSON.stringify({ batch: [], filler: 'x'.repeat(4 * 1024 * 1024) });
    expect((await post('/v1/batch', large)).status).toBe(413);
    expect((await post('/v1/batch', large, { gzip: true })).status).toBe(413);
  });

  it('keeps event time apart from arrival and mends a client clock that is an hour wrong', async () => {
    const hourMs = 3_600_000;
    const clientNow = Date.now() + hourMs;
    const batch = [seat('E6', { timestamp: new Date(clientNow - 10_000).toISOString() })];
    await post('/v1/batch', { batch, sentAt: new Date(clientNow).toISOString() });
    const [item] = await timeline('E6', 1);
    const age = Date.parse(item?.receivedAt ?? '') - Date.parse(item?.eventTime ?? '');
    expect(Math.abs(age - 10_000)).toBeLessThan(1_000);
  });

  it('keeps contact fields out of the warehouse and finds the customer by them', async () => {
    await post('/v1/identify', {
      userId: 'E7',
      traits: { email: 'Mei@Example.com', phone: '13900001111', city: 'Harbin' },
    });
    await timeline('E7', 1);
    const byMobile = await app.client.customers.list({ query: { query: '139 0000 1111' } });
    expect(byMobile.items.map((item) => item.memberNo)).toEqual(['E7']);
    const [row] = await app.kernel.warehouse.query<{ n: string }>(
      `SELECT (SELECT count() FROM events WHERE properties ILIKE '%example.com%' OR properties LIKE '%13900001111%')
        + (SELECT count() FROM customers WHERE traits ILIKE '%example.com%' OR traits LIKE '%13900001111%') AS n`,
    );
    expect(Number(row?.n)).toBe(0);
  });

  it('acknowledges nothing while the store refuses, and takes the same batch afterwards', async () => {
    const { pg } = app.kernel;
    const batch = [seat('E8', { messageId: 'while-away' })];
    await pg.query(`alter table event_inbox rename to event_inbox_away`);
    const refused = await post('/v1/batch', { batch });
    await pg.query(`alter table event_inbox_away rename to event_inbox`);
    expect(refused.status).toBeGreaterThanOrEqual(500);
    expect((await post('/v1/batch', { batch })).status).toBe(200);
    expect(await timeline('E8', 1)).toHaveLength(1);
  });
});
