import type { Client } from '@jetbridge/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestOutreach, type TestOutreach } from '../../testing/postcards.ts';

let world: TestOutreach;
let client: Client;
let url: string;
let serial = 0;

beforeAll(async () => {
  world = await openTestOutreach();
  ({ client, url } = await world.listen());
});
afterAll(() => world.close());
beforeEach(() => world.stores.pg.query('truncate sends, event_inbox, outbox'));

async function announced(name: string): Promise<Record<string, unknown>[]> {
  const rows = await world.stores.pg.query<{ properties: string }>(
    'select properties from event_inbox where name = $1 order by seq',
    [name],
  );
  return rows.map((row) => JSON.parse(row.properties));
}

describe('a tracked link', () => {
  const phone = { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.50' };
  async function link(): Promise<string> {
    const [customerId] = await world.people(1);
    serial += 1;
    const ask = {
      key: `link${serial}`,
      customerId: customerId!,
      purpose: 'marketing' as const,
      channel: 'wecom' as const,
      text: '早上好',
      link: 'https://yj.example/a?b=c',
      origin: 'test',
    };
    await world.stores.pg.tx((tx) => world.outreach.decide(tx, [ask]));
    await world.outbox.drain();
    return `${url}/l/${world.postcards.posted.at(-1)?.link?.split('/').at(-1)}`;
  }
  const open = (address: string, init: RequestInit = { headers: phone }) =>
    fetch(address, { redirect: 'manual', ...init });

  it('leads where the message said and announces the click', async () => {
    const address = await link();
    const answer = await open(address);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://yj.example/a?b=c']);
    expect(await announced('Link Clicked')).toMatchObject([{ url: 'https://yj.example/a?b=c' }]);
  });

  it('does not take previews for people', async () => {
    const address = await link();
    expect((await open(address, { method: 'HEAD', headers: phone })).status).toBe(302);
    expect((await open(address, { headers: { 'user-agent': 'WhatsApp/2.0' } })).status).toBe(302);
    expect(await announced('Link Clicked')).toEqual([]);
    expect((await client.outreach.listSends()).items[0]?.clicks).toBe(0);
  });

  it('counts every click but announces only the first twenty', async () => {
    const address = await link();
    for (let i = 0; i < 25; i++) await open(address);
    expect(await announced('Link Clicked')).toHaveLength(20);
    expect((await client.outreach.listSends()).items[0]?.clicks).toBe(25);
  });

  it('that nobody sent leads nowhere, and says so to a person', async () => {
    for (const code of [
      'AAAAAAAAAAAAAAAAAAAAAA',
      'AAAAAAAAAAAA',
      'https:%2F%2Fevil.example',
      "'%20or%201=1",
    ]) {
      const answer = await open(`${url}/l/${code}?to=https://evil.example`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('链接');
    }
  });
});
