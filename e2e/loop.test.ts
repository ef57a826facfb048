import { randomUUID } from 'node:crypto';
import type { Client } from '@jetbridge/client';
import type { CustomerId } from '@jetbridge/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Language, launchBrowser, openPage } from './browser.ts';
import {
  buildSegment,
  drawJourney,
  figureOf,
  goTo,
  makeCode,
  type Operator,
  signInByForm,
} from './operator.ts';
import { clientOf } from './outcome.ts';
import { openSimulatedWecom, type SimulatedWecom, type Traveller } from './simulated-wecom.ts';
import { until } from './until.ts';
import { wordsOf } from './words.ts';

const server = inject('server');
let browser: Browser;
let client: Client;
let wecom: SimulatedWecom;
let writeKey: string;

beforeAll(async () => {
  browser = await launchBrowser();
  client = await clientOf(server);
  wecom = openSimulatedWecom((await client.wecom.status()).simulatorUrl ?? '');
  const { items } = await client.events.listSources({ query: { limit: 10 } });
  writeKey = items[0]?.writeKey ?? '';
});
afterAll(() => browser.close());

/** Sends calls as a website or an app would. */
async function collect(...batch: Record<string, unknown>[]): Promise<void> {
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({
      batch: batch.map((call) => ({ messageId: randomUUID(), timestamp: new Date().toISOString(), ...call })),
      sentAt: new Date().toISOString(),
    }),
  });
  expect(answer.status, await answer.text()).toBe(200);
}

/** Fails unless each of these events stands on the timeline that is on the screen. */
async function seeEvents(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await page.locator(`[data-event="${name}"]`).first().waitFor({ timeout: 30_000 });
  }
}

const stops = ['scans', 'friends', 'segmentEntries', 'journeyEntries', 'sends', 'conversions'] as const;

async function readOverview(operator: Operator) {
  const { page } = operator;
  await goTo(operator, 'overview');
  await page.locator('[data-stop="friends"] .fig').waitFor();
  const figures: Record<string, number> = {};
  for (const stop of stops) figures[stop] = await figureOf(page, stop);
  return { figures, replies: (await client.overview.get()).replies.now };
}

/** Everything of one walk that differs from the other walks on the same server. */
function namesFor(language: Language) {
  const run = `${language} ${Date.now().toString(36)}`;
  return {
    code: `登机口 ${run}`,
    tag: `走一圈 ${run}`,
    segment: `厦门买过环游 ${run}`,
    journey: `环游之后 ${run}`,
    product: `环游世界 ${run}`,
    memberNo: `LOOP-${run.replace(' ', '-')}`,
    device: `device-${run}`,
  };
}
type Names = ReturnType<typeof namesFor>;

describe.each<Language>(['zh', 'en'])('the loop, in %s', (language) => {
  test('goes round from the scan of a code to the reply, and the operator sees all of it', async () => {
    const { page, problems, close } = await openPage(browser, server.url, { language });
    const refused: string[] = [];
    page.on('response', (response) => {
      // Before the sign-in the console asks who is there, and nobody is.
      const expected = response.status() === 401 && response.url().endsWith('/api/session');
      if (response.status() >= 400 && !expected) refused.push(`${response.status()} ${response.url()}`);
    });
    const operator: Operator = { page, words: wordsOf(language) };
    const names = namesFor(language);
    await client.tags.create({ body: { name: names.tag, group: 'E2E' } });

    await signInByForm(operator, server.password);
    const before = await readOverview(operator);
    const traveller = await acquire(operator, names);
    const id = await know(operator, names, traveller);
    const { segmentId, journeyId } = await nurture(operator, names);
    await convert(operator, { names, id, segmentId, journeyId });
    await reach(operator, { names, traveller, id, journeyId });
    await measure(operator, before);

    expect(problems).toEqual([]);
    expect(refused).toEqual([]);
    await close();
  }, 180_000);
});

/** A code is made and scanned: the traveller is greeted in time, and is a customer with the code's tag. */
async function acquire(operator: Operator, names: Names): Promise<Traveller> {
  const { page } = operator;
  const welcome = `{name}您好，${names.code}欢迎您。`;
  await makeCode(operator, { name: names.code, staff: ['周敏', '林晓'], tag: names.tag, welcome });
  const { items } = await client.acquisition.list({ query: { limit: 200 } });
  const code = items.find(({ name }) => name === names.code);
  expect(code).toMatchObject({ status: 'live', staff: [{ name: '周敏' }, { name: '林晓' }] });

  const traveller = await wecom.scan(code?.state ?? '');
  const delayMs = await until('the welcome is sent', () => wecom.welcomeDelayMs(traveller), { everyMs: 500 });
  expect(delayMs).toBeLessThan(20_000);
  expect((await wecom.messagesOf(traveller)).map(({ text }) => text)).toEqual([
    welcome.replace('{name}', traveller.name),
  ]);

  await goTo(operator, 'customers');
  await page
    .getByRole('searchbox', { name: operator.words('shell.search') })
    .last()
    .fill(traveller.name);
  const id = await idOf('external_userid', traveller.externalUserId);
  await page.locator(`main a[href="/customers/${id}"]`).first().click();
  await page.locator('.tags').getByText(names.tag).waitFor();
  await seeEvents(page, ['Friend Added', 'Welcome Sent', 'Tag Added']);
  await until('the tag is on at WeCom', async () => (await wecom.tagsOf(traveller)).includes(names.tag), {
    everyMs: 500,
  });
  return traveller;
}

async function idOf(kind: 'external_userid' | 'member_no', value: string): Promise<CustomerId> {
  return until(
    `${kind} is known`,
    async () => (await client.customers.lookup({ query: { kind, value } })).id,
  );
}

/** Events of an unknown visitor and of a member join the friend: one customer, one history. */
async function know(operator: Operator, names: Names, traveller: Traveller): Promise<CustomerId> {
  const { page } = operator;
  const anonymousId = names.device;
  await collect(
    { type: 'track', anonymousId, event: 'App Opened', properties: { platform: 'ios' } },
    {
      type: 'identify',
      userId: names.memberNo,
      anonymousId,
      traits: { unionid: traveller.unionid, city: '厦门', tier: 'gold' },
    },
  );
  const id = await until('the identities have joined', async () => {
    const [member, friend] = [
      await idOf('member_no', names.memberNo),
      await idOf('external_userid', traveller.externalUserId),
    ];
    return member === friend && member;
  });
  await page.goto(`/customers/${id}`);
  const identities = page.getByRole('region', { name: operator.words('customers.identities') });
  for (const value of [names.memberNo, traveller.unionid, traveller.externalUserId, anonymousId]) {
    await identities.getByText(value).waitFor();
  }
  await seeEvents(page, ['App Opened', 'Friend Added']);
  await page.locator('.kv').getByText('厦门').waitFor();
  return id;
}

/** A segment is built and a journey drawn for those who enter it. */
async function nurture(operator: Operator, names: Names) {
  const { product } = names;
  const segment = { name: names.segment, city: '厦门', product };
  const counts = await buildSegment(operator, segment);
  expect(counts.inCity).toBeGreaterThan(0);
  expect(counts.bought).toBe(0);
  const journeyId = await drawJourney(operator, {
    name: names.journey,
    segment: names.segment,
    waitsFor: 'Seat Chosen',
    city: '厦门',
    text: `{name}，${product}的座位图开放了`,
    link: `${server.url}/healthz`,
  });
  return { segmentId: counts.id, journeyId };
}

interface Under {
  names: Names;
  id: CustomerId;
  segmentId: string;
  journeyId: string;
}

/** The traveller buys: a member within moments, on the journey, and waiting there. */
async function convert(operator: Operator, { names, id, segmentId, journeyId }: Under): Promise<void> {
  const { page, words } = operator;
  await until('the segment is live', async () => {
    return (await client.segments.get({ params: { id: segmentId } })).status === 'live';
  });
  const properties = { product: names.product, total: 98_800, currency: 'CNY' };
  await collect({ type: 'track', userId: names.memberNo, event: 'Order Completed', properties });
  const boughtAt = Date.now();
  await until(
    'the traveller is a member',
    async () => (await client.segments.get({ params: { id: segmentId } })).memberCount === 1,
    { everyMs: 50 },
  );
  expect(Date.now() - boughtAt).toBeLessThan(3_000);

  await page.goto(`/segments/${segmentId}`);
  await page.getByText(words('segments.liveNow', { n: 1 })).waitFor();
  await page.goto(`/journeys/${journeyId}?view=where`);
  const row = page.locator('main tbody tr');
  await row.getByText(words('journeys.kinds.waitEvent'), { exact: true }).waitFor();
  expect(await row.locator('a').getAttribute('href')).toBe(`/customers/${id}`);
  await page.goto(`/journeys/${journeyId}?view=live`);
  await page
    .locator('.is-waitEvent')
    .getByText(words('journeys.here', { n: 1 }))
    .waitFor();
}

/** The awaited event comes: the message goes out by the staff's hand, is tapped and answered. */
async function reach(
  operator: Operator,
  { names, traveller, id, journeyId }: Omit<Under, 'segmentId'> & { traveller: Traveller },
): Promise<void> {
  const { page, words } = operator;
  const properties = { seat: '12A' };
  await collect({ type: 'track', userId: names.memberNo, event: 'Seat Chosen', properties });
  await until('the staff have something to send', async () => (await wecom.confirm(traveller)) > 0, {
    everyMs: 300,
  });
  const [, message] = await wecom.messagesOf(traveller);
  expect(message?.text).toContain(`${traveller.name}，${names.product}的座位图开放了`);
  expect(await wecom.tap(traveller)).toBe(302);
  expect(await wecom.reply(traveller, '好的，要 12A')).toBe(true);

  await page.goto(`/customers/${id}`);
  await seeEvents(page, [
    'Order Completed',
    'Segment Entered',
    'Journey Entered',
    'Seat Chosen',
    'Message Sent',
    'Message Delivered',
    'Link Clicked',
    'Journey Exited',
    'Message Received',
  ]);
  await page.goto(`/journeys/${journeyId}?view=where`);
  await page.locator('main tbody tr').getByText(words('journeys.states.done'), { exact: true }).waitFor();
  const counts = await client.journeys.counts({ params: { id: journeyId } });
  expect(counts).toMatchObject({ entered: 1, active: 0, done: 1 });
}

/** Every stop of the overview counts what has happened. */
async function measure(operator: Operator, before: Awaited<ReturnType<typeof readOverview>>): Promise<void> {
  await until('the overview has moved', async () => {
    const now = await readOverview(operator);
    const still = stops.filter((stop) => (now.figures[stop] ?? 0) <= (before.figures[stop] ?? 0));
    if (now.replies <= before.replies) throw new Error('the replies have not moved');
    if (still.length > 0) throw new Error(`${still.join()} have not moved`);
    return true;
  });
}
