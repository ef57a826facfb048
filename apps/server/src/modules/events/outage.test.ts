import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApplication, type TestApplication } from '../../testing/application.ts';
import { type Line, openLine } from '../../testing/line.ts';

let line: Line;
let app: TestApplication;
let writeKey: string;

beforeAll(async () => {
  app = await openTestApplication(async (url) => {
    line = await openLine(url);
    return line.url;
  });
  writeKey = (await app.client.events.createSource({ body: { name: 'Tests' } })).writeKey;
});
afterAll(async () => {
  line.mend();
  await app.close();
  await line.close();
});

const post = (batch: object[]) =>
  fetch(`${app.url}/v1/batch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({ batch }),
  });

const seats = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    type: 'track',
    messageId: `seat-${from + n}`,
    userId: 'OUT1',
    event: 'Seat Chosen',
    properties: { seat: from + n },
  }));

async function seatsInTimeline(): Promise<unknown[]> {
  const found = await app.client.customers.lookup({ query: { kind: 'member_no', value: 'OUT1' } });
  const { items } = await app.client.customers.timeline({ params: { id: found.id } });
  return items.map((item) => item.properties.seat).sort();
}

describe('while the state store is away', () => {
  it('collection answers 503 and when to come again, keeps nothing of it, and goes on by itself afterwards', async () => {
    expect((await post(seats(0, 2))).status).toBe(200);
    line.cut();
    for (let attempt = 0; attempt < 3; attempt++) {
      const refused = await post(seats(2, 3));
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ code: 'server.store_unavailable' });
    }
    expect((await fetch(`${app.url}/healthz`)).status).toBe(503);

    line.mend();
    const rows = await app.stores.pg.query<{ n: number }>('select count(*)::int as n from event_inbox');
    expect(rows).toEqual([{ n: 2 }]);
    await expect.poll(async () => (await post(seats(2, 3))).status, { timeout: 10_000 }).toBe(200);
    await expect.poll(() => seatsInTimeline().catch(() => []), { timeout: 20_000 }).toEqual([0, 1, 2, 3, 4]);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });
});
