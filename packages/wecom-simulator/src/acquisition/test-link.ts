/** What the tests of acquisition links share. */
import { endpoints, type WecomClient } from '@jetbridge/wecom';
import { receiver, testWorld } from '../test-world.ts';

/** A link to Lin Xiao, unless more is said. */
export async function addLink(
  client: WecomClient,
  changes: { user_list?: string[]; skip_verify?: boolean } = {},
) {
  const { user_list = ['LinXiao'], ...rest } = changes;
  const input = { link_name: '官网', range: { user_list }, ...rest };
  return (await client.call(endpoints.createAcquisitionLink, input)).link;
}

/** The acquisition events that came, as `ChangeType`. */
export const told = (site: Awaited<ReturnType<typeof receiver>>) =>
  site.events.flatMap(({ event }) =>
    event.fields.Event === 'customer_acquisition' ? [event.fields.ChangeType] : [],
  );

/** A corp, where its callbacks go, and what lets them get there. */
export async function withReceiver(options: Parameters<typeof testWorld>[0] = {}) {
  const site = await receiver();
  const world = await testWorld({ callbackUrl: site.url, ...options });
  const flush = () => world.simulator.tick(world.clock.now() + 5_000);
  return { site, flush, ...world };
}
