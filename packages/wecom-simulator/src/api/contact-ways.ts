/** Contact ways. */
import { type ContactWay, endpoints } from '@jetbridge/wecom';
import { type Context, Refusal, route } from '../route.ts';
import type { StoredWay } from '../world.ts';
import { pageOf } from './paging.ts';

const DAYS_90_MS = 90 * 86_400_000;

export const contactWayRoutes = [
  route(
    endpoints.addContactWay,
    {
      state: 'verified',
      facts: '4.2',
      note: 'which member of several is added: drawn; parties are kept and not resolved',
    },
    (input, context) => {
      const { world, random, scheduler, settings } = context;
      checkMembers(input.user, context);
      const config_id = random
        .bytes('contact way', world.serial(), scheduler.now())
        .toString('hex')
        .slice(0, 32);
      const way: ContactWay = { skip_verify: true, ...input, config_id };
      world.ways.set(config_id, { way, createdAt: scheduler.now(), scans: 0 });
      settings.onChange?.();
      return { config_id, ...qrOf(way, context) };
    },
  ),

  route(endpoints.getContactWay, { state: 'verified', facts: '4.2' }, ({ config_id }, context) => {
    const { way } = find(config_id, context);
    return { contact_way: { ...way, ...qrOf(way, context) } };
  }),

  route(endpoints.listContactWays, { state: 'verified', facts: '4.2' }, (params, { world, scheduler }) => {
    const from = params.start_time === undefined ? scheduler.now() - DAYS_90_MS : params.start_time * 1000;
    const to = params.end_time === undefined ? scheduler.now() : params.end_time * 1000;
    const listed = [...world.ways.values()].filter(
      ({ way, createdAt }) => !way.is_temp && createdAt >= from && createdAt <= to,
    );
    const { rows, next_cursor } = pageOf(listed, { ...paging(params), fallback: 100, kind: 'way' });
    return { contact_way: rows.map(({ way }) => ({ config_id: way.config_id })), next_cursor };
  }),

  route(
    endpoints.updateContactWay,
    { state: 'verified', facts: '4.2' },
    ({ config_id, ...changes }, context) => {
      const stored = find(config_id, context);
      if (changes.user) checkMembers(changes.user, context);
      if (stored.way.type === 1 && changes.user && changes.user.length !== 1) throw new Refusal(40058);
      // Type and scene cannot change; fields that are given replace the old ones whole.
      const { type, scene } = stored.way;
      stored.way = { ...stored.way, ...changes, config_id, type, scene };
      context.settings.onChange?.();
      return {};
    },
  ),

  route(endpoints.delContactWay, { state: 'verified', facts: '4.2' }, ({ config_id }, context) => {
    find(config_id, context);
    context.world.ways.delete(config_id);
    context.settings.onChange?.();
    return {};
  }),
];

// Made at each answer: a simulator that was started anew may have another address.
function qrOf(way: ContactWay, context: Context): { qr_code?: string } {
  return way.scene === 2 ? { qr_code: `${context.publicUrl()}/__sim/qr/${way.config_id}.svg` } : {};
}

function find(configId: string, context: Context): StoredWay {
  const stored = context.world.ways.get(configId);
  if (!stored) throw new Refusal(41044);
  return stored;
}

function checkMembers(users: readonly string[] | undefined, { world }: Context): void {
  for (const userid of users ?? []) {
    const member = typeof userid === 'string' ? world.staff.get(userid.toLowerCase()) : undefined;
    if (!member) throw new Refusal(40003);
    if (member.activated === false) throw new Refusal(41054);
  }
}

function paging(params: { cursor?: string; limit?: number }) {
  return { cursor: params.cursor, limit: params.limit };
}
