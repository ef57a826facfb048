import { describe, expect, it } from 'vitest';
import { createWecomClient } from './client.ts';
import { createJsSdk, jsSdkSignature } from './jssdk.ts';
import { createMemoryTokenCache } from './tokens.ts';

const TICKET = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg';

describe('the signature of a page', () => {
  const published = {
    ticket: TICKET,
    nonceStr: 'Wm3WZYTPz0wzccnW',
    timestamp: 1414587457,
    url: 'http://mp.weixin.qq.com?params=value',
  };

  it('is the published one', () => {
    expect(jsSdkSignature(published)).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed');
  });

  it('leaves out what follows the first #, and nothing else', () => {
    const withFragment = `${published.url}#/orders#last`;
    expect(jsSdkSignature({ ...published, url: withFragment })).toBe(jsSdkSignature(published));
    expect(jsSdkSignature({ ...published, url: `${published.url}%23` })).not.toBe(jsSdkSignature(published));
  });
});

/** WeCom's side of tickets: numbered, per path. */
function ticketOffice() {
  const asked: string[] = [];
  let time = 1_700_000_000_000;
  let failing = false;
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const path = new URL(String(input)).pathname.replace('/cgi-bin/', '');
    if (path === 'gettoken') {
      return Response.json({ errcode: 0, errmsg: 'ok', access_token: 't', expires_in: 7200 });
    }
    asked.push(path);
    if (failing) return Response.json({ errcode: 40093, errmsg: 'no' });
    const ticket = `${path}-${asked.filter((each) => each === path).length}`;
    return Response.json({ errcode: 0, errmsg: 'ok', ticket, expires_in: 7200 });
  };
  const clock = { now: () => time, sleep: async () => undefined };
  const client = (agentId: number) =>
    createWecomClient({ corpId: 'ww1', secret: `s${agentId}`, agentId, fetch, clock });
  return {
    asked,
    clock,
    client,
    pass: (ms: number) => {
      time += ms;
    },
    fail: (value: boolean) => {
      failing = value;
    },
  };
}

describe('tickets', () => {
  it('are asked for once, however many pages open at the same time', async () => {
    const office = ticketOffice();
    const jsSdk = createJsSdk({ client: office.client(1), clock: office.clock });
    const signed = await Promise.all([1, 2, 3].map(() => jsSdk.configSignature('https://a.example/')));
    expect(office.asked).toEqual(['get_jsapi_ticket']);
    for (const { timestamp, nonceStr, signature } of signed) {
      const ticket = 'get_jsapi_ticket-1';
      expect(timestamp).toBe(1_700_000_000);
      expect(signature).toBe(jsSdkSignature({ ticket, nonceStr, timestamp, url: 'https://a.example/' }));
    }
    expect(new Set(signed.map(({ nonceStr }) => nonceStr)).size).toBe(3);
  });

  it('of the corp and of its apps are kept apart in one cache, and shared by processes', async () => {
    const office = ticketOffice();
    const cache = createMemoryTokenCache();
    const sdk = (agentId: number) =>
      createJsSdk({ client: office.client(agentId), cache, clock: office.clock });
    const tickets = [
      await sdk(1).tickets.corp.current(),
      await sdk(1).tickets.agent.current(),
      await sdk(2).tickets.corp.current(),
      await sdk(2).tickets.agent.current(),
      await sdk(1).tickets.agent.current(),
    ];
    expect(tickets).toEqual([
      'get_jsapi_ticket-1',
      'ticket/get-1',
      'get_jsapi_ticket-1',
      'ticket/get-2',
      'ticket/get-1',
    ]);
  });

  it('are renewed minutes before they end, and an old one serves while a renewal fails', async () => {
    const office = ticketOffice();
    const { tickets } = createJsSdk({ client: office.client(1), clock: office.clock });
    await tickets.agent.current();
    office.pass(7_200_000 - 4 * 60_000);
    office.fail(true);
    expect(await tickets.agent.current()).toBe('ticket/get-1');
    await new Promise((resolve) => setImmediate(resolve));
    office.fail(false);
    // Not at every call: a token office that fails is left alone for a while.
    office.pass(10_000);
    expect(await tickets.agent.current()).toBe('ticket/get-1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await tickets.agent.current()).toBe('ticket/get-3');
  });

  it('that WeCom refuses are replaced', async () => {
    const office = ticketOffice();
    const { tickets } = createJsSdk({ client: office.client(1), clock: office.clock });
    await tickets.corp.discard(await tickets.corp.current());
    expect(await tickets.corp.current()).toBe('get_jsapi_ticket-2');
  });
});
