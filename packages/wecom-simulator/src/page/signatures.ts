/** What the example sidebar registers with, signed as a product's server would. */
import { jsSdkSignature } from '@jetbridge/wecom';
import type { Core } from '../core.ts';
import { issueTicket } from '../identity/tickets.ts';

export function exampleConfig(core: Core, url: string) {
  const { settings, scheduler, world } = core;
  const [app] = settings.apps;
  const timestamp = Math.floor(scheduler.now() / 1000);
  const sign = (of: 'corp' | 'app') => {
    // The tickets of an hour are counted, and the product's own are not to be used up.
    const living = world.identity.tickets.get(of === 'corp' ? 'corp' : String(app.agentId));
    const lives = living !== undefined && living.expiresAt > scheduler.now();
    const { ticket } = lives ? living : issueTicket(core, app, of);
    const nonceStr = 'example';
    return { timestamp, nonceStr, signature: jsSdkSignature({ ticket, nonceStr, timestamp, url }) };
  };
  const { corpId } = settings.corp;
  return { corpId, agentId: app.agentId, config: sign('corp'), agentConfig: sign('app') };
}
