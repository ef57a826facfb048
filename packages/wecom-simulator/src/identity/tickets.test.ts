import { createJsSdk, createWecomClient, endpoints, type PageSignature } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../index.ts';
import { callApi, closeAll, corp, jsonOf, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const page = 'https://crm.example/sidebar?tab=1';

async function sdkWorld(options: Partial<SimulatorOptions> = {}) {
  const world = await testWorld(options);
  const { client, clock, simulator } = world;
  const sdk = createJsSdk({ client, clock: { now: clock.now, sleep: async () => undefined } });
  const check = (kind: 'config' | 'agentConfig', signed: PageSignature, more: object = {}) =>
    simulator.actions.identity.checkSignature({
      kind,
      corpId: corp.corpId,
      agentId: corp.agentId,
      url: page,
      ...signed,
      ...more,
    });
  return { ...world, sdk, check };
}

describe('the signature of a page', () => {
  it('is taken for the page that it was made for, whatever follows #', async () => {
    const { sdk, check } = await sdkWorld();
    expect(check('config', await sdk.configSignature(page))).toEqual({ ok: true });
    expect(
      check('agentConfig', await sdk.agentConfigSignature(`${page}#/home`), { url: `${page}#/other` }),
    ).toEqual({
      ok: true,
    });
  });

  it('of the corp and of the app are two', async () => {
    const { sdk, check } = await sdkWorld();
    const [ofCorp, ofApp] = [await sdk.configSignature(page), await sdk.agentConfigSignature(page)];
    expect(check('agentConfig', ofCorp)).toMatchObject({ errcode: 40093 });
    expect(check('config', ofApp)).toMatchObject({ errcode: 40093 });
  });

  it.each([
    ['another page', { url: 'https://crm.example/sidebar' }, 40093],
    ['an encoded address', { url: encodeURI('https://crm.example/sidebar?tab=一') }, 40093],
    ['another time', { timestamp: 1 }, 40093],
    ['another nonce', { nonceStr: 'x' }, 40093],
    ['another corp', { corpId: 'wwother' }, 40013],
    ['an app that does not exist', { agentId: 7 }, 40056],
    ['a page outside the trusted domains', { url: 'https://evil.example/' }, 80001],
  ])('is refused for %s', async (_, more, errcode) => {
    const { sdk, check } = await sdkWorld({ app: { trustedDomains: ['crm.example'] } });
    expect(check('agentConfig', await sdk.agentConfigSignature(page), more)).toMatchObject({
      ok: false,
      errcode,
    });
  });

  it('is refused without a living ticket', async () => {
    const { sdk, check, clock } = await sdkWorld();
    expect(check('config', { timestamp: 1, nonceStr: 'n', signature: 's' })).toMatchObject({
      errcode: 42012,
    });
    const signed = await sdk.configSignature(page);
    clock.advanceTo(START + 7_199_999);
    expect(check('config', signed)).toEqual({ ok: true });
    clock.advanceTo(START + 7_200_000);
    expect(check('config', signed)).toMatchObject({ errcode: 42012 });
  });

  it('can be checked over HTTP, as a page in a browser needs it', async () => {
    const { sdk, simulator } = await sdkWorld();
    const ask = async (body: object) => {
      const init = { method: 'POST', body: JSON.stringify(body) };
      return fetch(`${simulator.url()}/__sim/identity/check-signature`, init);
    };
    const signed = { corpId: corp.corpId, url: page, ...(await sdk.configSignature(page)) };
    expect(await jsonOf(await ask({ ...signed, timestamp: String(signed.timestamp) }))).toEqual({ ok: true });
    expect(await jsonOf(await ask({ ...signed, kind: 'agentConfig', agentId: 7 }))).toMatchObject({
      errcode: 40056,
    });
    expect((await ask({ ...signed, timestamp: 'soon' })).status).toBe(400);
    expect((await ask({ ...signed, kind: 'other' })).status).toBe(400);
  });
});

describe('tickets', () => {
  it('are the same for their 7,200 s', async () => {
    const { client, clock } = await sdkWorld();
    const first = await client.call(endpoints.getJsapiTicket, {});
    expect(first.expires_in).toBe(7_200);
    clock.advanceTo(START + 7_199_000);
    expect(await client.call(endpoints.getJsapiTicket, {})).toMatchObject({
      ticket: first.ticket,
      expires_in: 1,
    });
    clock.advanceTo(START + 7_200_000);
    expect((await client.call(endpoints.getJsapiTicket, {})).ticket).not.toBe(first.ticket);
  });

  it('of two apps differ, that of the corp does not', async () => {
    const { client, simulator } = await sdkWorld({ apps: [{ agentId: 3, secret: 'other' }] });
    const other = createWecomClient({ baseUrl: simulator.url(), corpId: corp.corpId, secret: 'other' });
    const both = async <T>(ask: (from: typeof client) => Promise<T>) => [await ask(client), await ask(other)];
    const ofApp = await both(
      async (from) => (await from.call(endpoints.getAgentTicket, { type: 'agent_config' })).ticket,
    );
    const ofCorp = await both(async (from) => (await from.call(endpoints.getJsapiTicket, {})).ticket);
    expect(ofApp[0]).not.toBe(ofApp[1]);
    expect(ofCorp[0]).toBe(ofCorp[1]);
  });

  it('are given out 100 times an hour to an app and 400 times to the corp', async () => {
    const apps = [3, 4, 5, 6].map((agentId) => ({ agentId, secret: `s${agentId}` }));
    const { simulator, clock } = await sdkWorld({ apps });
    const url = simulator.url();
    const ask = async (secret: string, path: string) => {
      const token = await callApi(url, `gettoken?corpid=${corp.corpId}&corpsecret=${secret}`);
      const at = path.includes('?') ? '&' : '?';
      return async () =>
        (await callApi(url, `${path}${at}access_token=${token.body.access_token}`)).body.errcode;
    };
    const own = await ask(corp.secret, 'get_jsapi_ticket');
    for (let i = 0; i < 100; i++) expect(await own()).toBe(0);
    expect(await own()).toBe(45009);
    expect(await (await ask(corp.secret, 'ticket/get?type=agent_config'))()).toBe(0);
    for (const { secret } of apps.slice(0, 3)) {
      const another = await ask(secret, 'get_jsapi_ticket');
      for (let i = 0; i < 100; i++) expect(await another()).toBe(0);
    }
    const last = await ask('s6', 'get_jsapi_ticket');
    expect(await last()).toBe(45009);
    clock.advanceTo(START + 3_600_000);
    expect(await last()).toBe(0);
  });

  it('of another type do not exist', async () => {
    const { simulator } = await sdkWorld();
    const token = await callApi(simulator.url(), `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
    for (const type of ['wx_card', '']) {
      const answer = await callApi(
        simulator.url(),
        `ticket/get?access_token=${token.body.access_token}&type=${type}`,
      );
      expect(answer.body).toMatchObject({ errcode: 91040 });
    }
  });
});
