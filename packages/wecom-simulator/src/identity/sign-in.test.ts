import { createWecomClient, endpoints, oauthUrl, webSignInUrl } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../index.ts';
import { befriend, closeAll, corp, jsonOf, START, type TestWorld, testWorld } from '../test-world.ts';

afterEach(closeAll);

const FIVE_MINUTES = 300_000;
const redirectUri = 'https://crm.example/back?to=orders#top';
type Scope = 'snsapi_base' | 'snsapi_privateinfo';

async function signInWorld(options: Partial<SimulatorOptions> = {}) {
  const world = await testWorld(options);
  const baseUrl = world.simulator.url();
  const url = (scope: Scope = 'snsapi_base', more: object = {}) =>
    oauthUrl({
      baseUrl,
      corpId: corp.corpId,
      redirectUri,
      scope,
      state: 'abc',
      agentId: corp.agentId,
      ...more,
    });
  /** Where the browser is sent when `who` opens the address. */
  const open = async (address: string, who = '') => {
    const target = address.replace('#', `${who && '&'}${who}#`);
    const response = await fetch(target, { redirect: 'manual' });
    return { status: response.status, to: response.headers.get('location'), body: await response.text() };
  };
  const codeFor = async (who: string, scope?: Scope) => {
    const { to } = await open(url(scope), who);
    return new URL(to ?? 'https://none.example').searchParams.get('code') ?? '';
  };
  return { ...world, url, open, codeFor };
}

const info = ({ client }: TestWorld, code: string) => client.call(endpoints.getUserInfo, { code });

describe('OAuth', () => {
  it('sends the browser back with code and state, keeping what the address had', async () => {
    const { url, open } = await signInWorld();
    const { status, to } = await open(url(), 'sim_user=linxiao');
    expect(status).toBe(302);
    expect(to).toMatch(/^https:\/\/crm\.example\/back\?to=orders&code=[\w-]{43}&state=abc#top$/);
  });

  it('says which member it was, whoever holds the phone', async () => {
    const world = await signInWorld();
    expect(await info(world, await world.codeFor('sim_user=linxiao'))).toMatchObject({ userid: 'LinXiao' });
    expect(world.simulator.actions.identity.holdPhone({ userid: 'ZhouMin' })).toBe(true);
    const said = await info(world, await world.codeFor(''));
    expect(said).toEqual({ errcode: 0, errmsg: 'ok', userid: 'ZhouMin' });
  });

  it('says openid for anybody else, with external_userid for a customer', async () => {
    const world = await signInWorld();
    const [customer = ''] = befriend(world.simulator, 'LinXiao', 1);
    const openid = world.simulator.actions.identity.openid({ person: customer });
    const said = await info(world, await world.codeFor(`sim_person=${customer}`));
    expect(said).toEqual({ errcode: 0, errmsg: 'ok', openid, external_userid: customer });
    const stranger = await info(world, await world.codeFor('sim_person=1'));
    expect(stranger).toEqual({ errcode: 0, errmsg: 'ok', openid: expect.stringMatching(/^o/) });
    expect(stranger.openid).not.toBe(openid);
  });

  it('asks who it is while nobody holds the phone', async () => {
    const { url, open, simulator } = await signInWorld();
    const { status, body } = await open(url());
    expect(status).toBe(200);
    const [, chosen = ''] = /href="([^"]*sim_user=LinXiao)"/.exec(body) ?? [];
    const back = await open(`${simulator.url()}/connect/oauth2/authorize${chosen.replaceAll('&#38;', '&')}#`);
    expect(back.status).toBe(302);
    expect((await open(url(), 'sim_user=nobody')).status).toBe(200);
  });

  it.each<[string, number, (url: string) => string]>([
    ['another corp', 40013, (url) => url.replace(corp.corpId, 'wwother')],
    ['an app that does not exist', 40056, (url) => url.replace('agentid=1000002', 'agentid=7')],
    ['a way back outside the trusted domains', 50001, (url) => url.replace('crm.example', 'crm.example.org')],
    ['a state with other characters', 84025, (url) => url.replace('state=abc', 'state=a-b')],
    ['a state that is too long', 84025, (url) => url.replace('state=abc', `state=${'a'.repeat(129)}`)],
    ['a scope that does not exist', 40058, (url) => url.replace('snsapi_base', 'snsapi_all')],
    [
      'private information without an app',
      41011,
      (url) => url.replace('base', 'privateinfo').replace(/&agentid=\d+/, ''),
    ],
  ])('shows a page instead of going back for %s', async (_, errcode, spoil) => {
    const { url, open } = await signInWorld({ app: { trustedDomains: ['crm.example'] } });
    expect((await open(url(), 'sim_user=LinXiao')).status).toBe(302);
    const { status, to, body } = await open(spoil(url()), 'sim_user=LinXiao');
    expect([status, to]).toEqual([200, null]);
    expect(body).toContain(String(errcode));
  });

  it('takes pages below a trusted domain', async () => {
    const { url, open } = await signInWorld({ app: { trustedDomains: ['example'] } });
    expect((await open(url(), 'sim_user=LinXiao')).status).toBe(302);
  });
});

describe('a code', () => {
  it('works once', async () => {
    const world = await signInWorld();
    const code = await world.codeFor('sim_user=LinXiao');
    await info(world, code);
    await expect(info(world, code)).rejects.toMatchObject({ errcode: 42022, whoActs: 'user' });
    await expect(info(world, 'made-up')).rejects.toMatchObject({ errcode: 40029 });
  });

  it('lives for five minutes', async () => {
    const world = await signInWorld();
    const [last, late] = [await world.codeFor('sim_user=LinXiao'), await world.codeFor('sim_user=LinXiao')];
    world.clock.advanceTo(START + FIVE_MINUTES);
    expect(await info(world, last)).toMatchObject({ userid: 'LinXiao' });
    world.clock.advanceTo(START + FIVE_MINUTES + 1);
    await expect(info(world, late)).rejects.toMatchObject({ errcode: 42003 });
  });

  it('is for the app of the address, and for members it can see', async () => {
    const world = await signInWorld({ app: { scope: ['LinXiao'] }, apps: [{ agentId: 3, secret: 'other' }] });
    const other = createWecomClient({ baseUrl: world.simulator.url(), corpId: corp.corpId, secret: 'other' });
    const code = await world.codeFor('sim_user=LinXiao');
    await expect(other.call(endpoints.getUserInfo, { code })).rejects.toMatchObject({ errcode: 50001 });
    expect(await info(world, code)).toMatchObject({ userid: 'LinXiao' });
    await expect(info(world, await world.codeFor('sim_user=ZhouMin'))).rejects.toMatchObject({
      errcode: 50002,
    });
  });

  it('can be used by the older path, which has other names', async () => {
    const { client, codeFor } = await signInWorld();
    const old = async (who: string) => client.call(endpoints.getUserInfoOld, { code: await codeFor(who) });
    expect(await old('sim_user=LinXiao')).toEqual({ errcode: 0, errmsg: 'ok', UserId: 'LinXiao' });
    expect(await old('sim_person=1')).toEqual({ errcode: 0, errmsg: 'ok', OpenId: expect.any(String) });
  });

  it('is missing with a code of its own', async () => {
    const { simulator } = await signInWorld();
    const token = await fetch(
      `${simulator.url()}/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`,
    );
    const { access_token } = await jsonOf(token);
    const answer = await fetch(`${simulator.url()}/cgi-bin/auth/getuserinfo?access_token=${access_token}`);
    expect(await jsonOf(answer)).toMatchObject({ errcode: 41008 });
  });
});

describe('private information', () => {
  const staff = [
    { userid: 'LinXiao', name: '林晓', mobile: '13800000001', email: 'lx@a.example', gender: 2 as const },
  ];

  it('is what the member agreed to, by a ticket that only this scope brings', async () => {
    const world = await signInWorld({ staff });
    const { user_ticket = '' } = await info(
      world,
      await world.codeFor('sim_user=LinXiao', 'snsapi_privateinfo'),
    );
    const detail = () => world.client.call(endpoints.getUserDetail, { user_ticket });
    expect(await detail()).toMatchObject({
      userid: 'LinXiao',
      gender: '2',
      mobile: '13800000001',
      email: 'lx@a.example',
    });
    world.simulator.actions.identity.withhold({ userid: 'LinXiao', fields: ['mobile', 'email'] });
    expect(Object.keys(await detail())).not.toEqual(expect.arrayContaining(['mobile']));
    expect(await info(world, await world.codeFor('sim_user=LinXiao'))).not.toHaveProperty('user_ticket');
  });

  it('can be read for 1,800 s', async () => {
    const world = await signInWorld({ staff });
    const { user_ticket = '' } = await info(
      world,
      await world.codeFor('sim_user=LinXiao', 'snsapi_privateinfo'),
    );
    const detail = (ticket: string) => world.client.call(endpoints.getUserDetail, { user_ticket: ticket });
    world.clock.advanceTo(START + 1_800_000);
    await detail(user_ticket);
    world.clock.advanceTo(START + 1_800_001);
    await expect(detail(user_ticket)).rejects.toMatchObject({ errcode: 84014 });
    await expect(detail('made-up')).rejects.toMatchObject({ errcode: 84015 });
  });
});

describe('web sign-in', () => {
  it('is for members, and brings a code for the same endpoint', async () => {
    const world = await signInWorld();
    const address = webSignInUrl({
      baseUrl: world.simulator.url(),
      corpId: corp.corpId,
      agentId: corp.agentId,
      redirectUri,
      state: 's',
    });
    const { to } = await world.open(`${address}#`, 'sim_user=LinXiao');
    const code = new URL(to ?? '').searchParams.get('code') ?? '';
    expect(await info(world, code)).toMatchObject({ userid: 'LinXiao' });
    const asked = await world.open(`${address}#`, 'sim_person=1');
    expect([asked.status, asked.body.includes('sim_person=')]).toEqual([200, false]);
  });
});
