/**
 * What a page inside WeCom needs from its server: tickets, and signatures of the page's address (OFF 96909).
 * The corp's ticket signs for `wx.config` and `getConfigSignature`, the app's for `wx.agentConfig` and
 * `getAgentConfigSignature`. Tickets stay on the server.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { WecomClient } from './client.ts';
import { type Clock, systemClock } from './clock.ts';
import { getAgentTicket, getJsapiTicket } from './endpoints/identity.ts';
import { createMemoryTokenCache, createTokenSource, type TokenCache, type TokenSource } from './tokens.ts';

/** What the page passes on to WeCom. */
export interface PageSignature {
  /** Unix seconds. */
  timestamp: number;
  nonceStr: string;
  signature: string;
}

export interface JsSdk {
  /** For `wx.config`, by the corp's ticket. `url` is the whole address of the page; what follows `#` is left out. */
  configSignature(url: string): Promise<PageSignature>;
  /** For `wx.agentConfig`, by the app's ticket. */
  agentConfigSignature(url: string): Promise<PageSignature>;
  /** The tickets: `discard` one that WeCom no longer takes (42012, 40093). */
  tickets: { corp: TokenSource; agent: TokenSource };
}

/** Lower-case hex SHA-1 over ticket, nonce, time and address, in this order, none of them URL-encoded. */
export function jsSdkSignature(input: {
  ticket: string;
  nonceStr: string;
  timestamp: number;
  url: string;
}): string {
  const { ticket, nonceStr, timestamp } = input;
  const url = input.url.split('#', 1)[0];
  const signed = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  return createHash('sha1').update(signed).digest('hex');
}

/**
 * Signs pages for the app of `client`. Tickets are kept for their two hours, as only 100 an hour are given out per app
 * and 400 per corp: share the cache when several processes sign.
 */
export function createJsSdk(input: {
  client: WecomClient;
  /** May be the one of the access tokens: the keys differ. */
  cache?: TokenCache;
  clock?: Clock;
}): JsSdk {
  const { client } = input;
  const clock = input.clock ?? systemClock;
  const cache = input.cache ?? createMemoryTokenCache();
  const agentKey = `${client.corpId}:agent_config:${client.agentId ?? ''}`;
  const corp = createTokenSource({
    key: `${client.corpId}:jsapi_ticket`,
    cache,
    now: clock.now,
    fetchToken: async () => ticketOf(await client.call(getJsapiTicket, {})),
  });
  const agent = createTokenSource({
    key: agentKey,
    cache,
    now: clock.now,
    fetchToken: async () => ticketOf(await client.call(getAgentTicket, { type: 'agent_config' })),
  });
  const signed = async (source: TokenSource, url: string): Promise<PageSignature> => {
    const timestamp = Math.floor(clock.now() / 1000);
    const nonceStr = randomBytes(12).toString('hex');
    const ticket = await source.current();
    return { timestamp, nonceStr, signature: jsSdkSignature({ ticket, nonceStr, timestamp, url }) };
  };
  return {
    configSignature: (url) => signed(corp, url),
    agentConfigSignature: (url) => signed(agent, url),
    tickets: { corp, agent },
  };
}

function ticketOf(reply: { ticket: string; expires_in: number }) {
  return { token: reply.ticket, expiresInS: reply.expires_in };
}
