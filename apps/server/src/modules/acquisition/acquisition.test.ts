import { ApiError } from '@jetbridge/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCorp, type TestCorp } from '../../testing/wecom-corp.ts';

let corp: TestCorp;
beforeAll(async () => {
  corp = await openTestCorp();
});
afterAll(() => corp.close());

let codes = 0;
const fields = () => ({
  name: `Gate ${++codes}`,
  touchpoint: 'gate',
  staff: ['lihua'],
  tags: [] as string[],
  welcome: '您好！',
});
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );
const ways = () => corp.simulator.truth().calls['externalcontact/add_contact_way'] ?? {};

function scan(state: string) {
  const done = corp.simulator.actions.scan({ state });
  if (done.outcome !== 'added') throw new Error(done.outcome);
  return done;
}

describe('a channel code', () => {
  it('is made at WeCom with a token that says nothing about anybody', async () => {
    const code = await corp.client.acquisition.create({
      body: { ...fields(), staff: ['lihua', 'WangFang'], welcomeLink: 'https://example.com/' },
    });
    expect(code).toMatchObject({
      status: 'live',
      problem: null,
      staff: [{ userid: 'lihua' }, { userid: 'WangFang' }],
      welcomeLink: 'https://example.com/',
      friendsTotal: 0,
    });
    expect(code.state).toMatch(/^[A-Za-z0-9_-]{16}$/);
    expect(code.url).toMatch(/^http/);
  });

  it('is refused for staff who may not have customers, for a name in use, and for an unknown tag', async () => {
    const body = fields();
    const { client } = corp;
    expect(await refusal(client.acquisition.create({ body: { ...body, staff: ['nobody'] } }))).toBe(
      'acquisition.staff_unknown',
    );
    const tags = ['00000000-0000-7000-8000-000000000000'];
    expect(await refusal(client.acquisition.create({ body: { ...body, tags } }))).toBe('tags.not_found');
    const made = await client.acquisition.create({ body });
    expect(
      await refusal(client.acquisition.create({ body: { ...body, name: body.name.toUpperCase() } })),
    ).toBe('acquisition.name_taken');
    await client.acquisition.close({ params: { id: made.id } });
    expect((await client.acquisition.create({ body })).status).toBe('live');
  });

  it('changes its staff and its welcome while the printed code stays valid', async () => {
    const code = await corp.client.acquisition.create({ body: fields() });
    const changed = await corp.client.acquisition.update({
      params: { id: code.id },
      body: { staff: ['WangFang'], welcome: '欢迎登机' },
    });
    expect(changed).toMatchObject({ url: code.url, state: code.state, welcome: '欢迎登机' });
    const friend = scan(code.state);
    expect(friend.userid).toBe('WangFang');
    await corp.pass();
    expect(corp.simulator.truth().messages[friend.externalUserId]?.[0]?.text).toBe('欢迎登机');
  });

  it('brings nobody once it is closed, and keeps whom it brought', async () => {
    const code = await corp.client.acquisition.create({ body: fields() });
    scan(code.state);
    await corp.pass();
    await corp.client.acquisition.close({ params: { id: code.id } });
    expect(corp.simulator.actions.scan({ state: code.state })).toMatchObject({ outcome: 'refused' });
    expect(await corp.client.acquisition.get({ params: { id: code.id } })).toMatchObject({
      status: 'closed',
      friendsTotal: 1,
    });
    expect(
      await refusal(
        corp.client.acquisition.close({ params: { id: '00000000-0000-7000-8000-000000000000' } }),
      ),
    ).toBe('acquisition.code_not_found');
  });

  it('counts friends by the day in Shanghai, and those who left', async () => {
    const code = await corp.client.acquisition.create({ body: fields() });
    corp.stores.clock.set('2026-03-02T15:59:00Z');
    const early = scan(code.state);
    await corp.pass();
    corp.stores.clock.set('2026-03-02T16:01:00Z');
    scan(code.state);
    await corp.pass();
    corp.simulator.actions.block({ person: early.externalUserId });
    await corp.pass(1_000);
    const counts = { friendsTotal: 2, friendsToday: 1, friendsYesterday: 1, removedTotal: 1 };
    expect(await corp.client.acquisition.get({ params: { id: code.id } })).toMatchObject(counts);
    const first = await corp.client.acquisition.list({ query: { limit: 1 } });
    expect(first.items.map((item) => item.id)).toEqual([code.id]);
    const rest = [];
    for (let cursor = first.nextCursor; cursor; ) {
      const page = await corp.client.acquisition.list({ query: { limit: 2, cursor } });
      rest.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(rest.length).toBeGreaterThan(3);
    expect(new Set([code.id, ...rest.map((item) => item.id)]).size).toBe(rest.length + 1);
    expect(rest.at(-1)?.status).toBe('closed');
  });
});

describe('a creation that breaks in the middle', () => {
  it('is found at WeCom and finished, not made twice', async () => {
    corp.simulator.failNext({ endpoint: 'externalcontact/add_contact_way', fault: { reset: 'after' } });
    const before = ways()[0] ?? 0;
    const code = await corp.client.acquisition.create({ body: fields() });
    expect(code).toMatchObject({ status: 'creating', url: null });
    corp.stores.clock.advance(1_000);
    await corp.acquisition.finish();
    const finished = await corp.client.acquisition.get({ params: { id: code.id } });
    expect(finished).toMatchObject({ status: 'live', problem: null });
    expect((ways()[0] ?? 0) - before).toBeLessThanOrEqual(1);
    scan(finished.state);
    await corp.pass();
    expect((await corp.client.acquisition.get({ params: { id: code.id } })).friendsTotal).toBe(1);
  });

  it('is made later when WeCom never heard of it', async () => {
    corp.simulator.failNext({ endpoint: 'externalcontact/add_contact_way', fault: { reset: 'before' } });
    const code = await corp.client.acquisition.create({ body: fields() });
    expect(code.status).toBe('creating');
    corp.stores.clock.advance(1_000);
    await corp.acquisition.finish();
    expect((await corp.client.acquisition.get({ params: { id: code.id } })).status).toBe('live');
  });

  it('leaves nothing behind when WeCom says no', async () => {
    corp.simulator.failNext({ endpoint: 'externalcontact/add_contact_way', fault: { errcode: 41054 } });
    const body = fields();
    expect(await refusal(corp.client.acquisition.create({ body }))).toBe('wecom.api_failed');
    expect((await corp.client.acquisition.create({ body })).status).toBe('live');
  });
});
