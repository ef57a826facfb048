import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { createAdjustableClock } from '../index.ts';
import { addWay, closeAll, jsonOf, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

async function openPage(options: Parameters<typeof testWorld>[0] = {}) {
  const world = await testWorld(options);
  const { url } = await world.simulator.openPage();
  const { token } = await jsonOf(await fetch(`${url}/session`));
  const post = (command: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${url}/__sim/${command}`, {
      method: 'POST',
      headers: { origin: url, 'x-simulator-token': String(token), ...headers },
      body: JSON.stringify(body),
    });
  const get = async (path: string) => jsonOf(await fetch(url + path));
  return { ...world, url, post, get };
}

describe('the page', () => {
  it('comes from plain files, under a policy that lets nothing from elsewhere in', async () => {
    const { url } = await openPage();
    const answer = await fetch(url);
    expect(await answer.text()).toContain('<script type="module" src="/main.js">');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    for (const path of ['/main.js', '/locales/zh/page.js', '/page.css', '/demo/', '/jssdk.js']) {
      expect((await fetch(url + path)).status, path).toBe(200);
    }
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/../src/index.ts', '/nothing.js']) {
      expect((await fetch(url + path)).status, path).toBe(404);
    }
  });

  it('shows further origins as sidebars only when they are named', async () => {
    const { simulator } = await testWorld();
    const { url } = await simulator.openPage({ frames: ['https://sidebar.example'] });
    const policy = (await fetch(url)).headers.get('content-security-policy');
    expect(policy).toMatch(
      /frame-src 'self' http:\/\/127\.0\.0\.1:\* http:\/\/localhost:\* https:\/\/sidebar\.example;/,
    );
  });

  it('takes commands from itself and from nobody else', async () => {
    const { post, simulator, client } = await openPage();
    await addWay(client);
    const scan = { state: 'gate_A12' };
    expect((await post('scan', scan, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await post('scan', scan, { 'x-simulator-token': 'guessed' })).status).toBe(403);
    expect(simulator.truth().relations).toHaveLength(0);
    expect(await jsonOf(await post('scan', scan))).toMatchObject({ outcome: 'added', userid: 'LinXiao' });
  });

  it('says both ends of a conversation, what waits for the advisor, and what went over the wire', async () => {
    const inbox = await receiver();
    const { post, get, client, simulator } = await openPage({
      callbackUrl: inbox.url,
      behaviours: { confirm: 'never' },
    });
    await addWay(client);
    const { externalUserId } = await jsonOf(await post('scan', { state: 'gate_A12' }));
    await simulator.tick(START + 1_000);
    const pair = { person: externalUserId, userid: 'LinXiao' };
    await post('reply', { ...pair, text: '能改座位吗？' });
    await simulator.tick(START + 2_000);
    await post('say', { ...pair, text: '可以，给您换到 3C' });
    await client.call(endpoints.addMassMessage, { sender: 'LinXiao', text: { content: '会员日' } });
    const state = await get(`/state?person=${externalUserId}&userid=linxiao`);
    expect(state).toMatchObject({
      conversation: {
        living: true,
        lines: [
          { by: 'traveller', text: '能改座位吗？' },
          { by: 'staff', kind: 'chat', text: '可以，给您换到 3C' },
        ],
      },
      advisor: { customers: 1, waiting: [{ text: '会员日', people: 1 }] },
      codes: { ways: [{ label: 'gate_A12', scans: 1 }] },
    });
    const rows = state.log as { name: string; about: string[]; conclusion: { id: string } }[];
    const added = rows.find(({ name }) => name === 'add_external_contact');
    expect(added).toMatchObject({ about: ['LinXiao', externalUserId], conclusion: { id: 'delivered' } });
  });

  it('lists whom the advisor has to accept, and what the app has written', async () => {
    const { post, get, client } = await openPage({
      staff: [{ userid: 'LinXiao', name: '林晓', accepts: 'never' }],
    });
    const way = { type: 1, scene: 2, state: 'vip', user: ['LinXiao'], skip_verify: false } as const;
    await client.call(endpoints.addContactWay, { ...way, user: [...way.user] });
    const { externalUserId } = await jsonOf(await post('scan', { state: 'vip' }));
    const text = { content: '请回电' };
    await client.call(endpoints.sendAppMessage, {
      touser: 'LinXiao',
      agentid: 1000002,
      msgtype: 'text',
      text,
    });
    expect(await get('/state?userid=LinXiao')).toMatchObject({
      advisor: { requests: [{ externalUserId, state: 'vip' }], messages: [{ kind: 'text', text: '请回电' }] },
    });
    await post('staff/accept', { userid: 'LinXiao', person: externalUserId });
    expect(await get('/state?userid=LinXiao')).toMatchObject({ advisor: { requests: [], customers: 1 } });
  });

  it('stops time, moves it, and begins anew on demand', async () => {
    const { post, get, simulator, client } = await openPage({ clock: createAdjustableClock(START) });
    await addWay(client);
    expect(await jsonOf(await post('clock', { do: 'pause' }))).toMatchObject({ paused: true });
    const before = simulator.now();
    await post('clock', { do: 'advance', ms: 3_600_000 });
    expect(simulator.now()).toBe(before + 3_600_000);
    expect((await post('clock', { do: 'advance', ms: -1 })).status).toBe(400);
    await post('scan', { state: 'gate_A12' });
    await post('reset', {});
    expect(await get('/state')).toMatchObject({
      clock: 'paused',
      codes: { ways: [] },
      totals: { entries: 0 },
    });
    expect(simulator.truth().relations).toEqual([]);
    expect(simulator.now()).toBeGreaterThanOrEqual(before + 3_600_000);
  });

  it('tells open pages of changes, a few times a second at most', async () => {
    const { url, post, client } = await openPage();
    await addWay(client);
    const answer = await fetch(`${url}/live`);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toMatch(
      /^retry: \d+\nevent: hello\ndata: {"start":"[0-9a-f]{32}"}/,
    );
    for (let i = 0; i < 20; i++) await post('scan', { state: 'gate_A12' });
    expect((await reader?.read())?.value).toBe('event: change\ndata: {}\n\n');
    await reader?.cancel();
  });
});
