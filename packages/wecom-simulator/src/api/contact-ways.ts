/** Contact ways. */
import { type ContactWay, endpoints } from '@jetbridge/wecom';
import { dayOf } from '../period.ts';
import { isInScope } from '../permission.ts';
import { type Call, type Context, Refusal, route } from '../route.ts';
import { isActive, membersOfWay } from '../staff/members.ts';
import type { StoredWay } from '../world.ts';
import { pageOf } from './paging.ts';

const DAYS_90_MS = 90 * 86_400_000;
const MAX_MEMBERS = 100;
const TEMPORARY_PER_DAY = 100_000;

export const contactWayRoutes = [
  route(
    endpoints.addContactWay,
    {
      state: 'verified',
      facts: '4.2',
      note: 'which member of several is added: drawn; departments with those below them; the surplus of temporary ways of a day answers 45009: assumed',
    },
    (input, context) => {
      const { world, random, scheduler, settings } = context;
      checkMembers(input, context);
      checkCap(input.is_temp === true, context);
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
    return { contact_way: { ...way, ...conclusionsOf(way), ...qrOf(way, context) } };
  }),

  route(endpoints.listContactWays, { state: 'verified', facts: '4.2' }, (params, call) => {
    const { world, scheduler } = call;
    const from = params.start_time === undefined ? scheduler.now() - DAYS_90_MS : params.start_time * 1000;
    const to = params.end_time === undefined ? scheduler.now() : params.end_time * 1000;
    const listed = [...world.ways.values()].filter(
      ({ way, createdAt }) => !way.is_temp && createdAt >= from && createdAt <= to,
    );
    const { rows, next_cursor } = pageOf(listed, { ...paging(params), fallback: 100, kind: 'way' }, call);
    return { contact_way: rows.map(({ way }) => ({ config_id: way.config_id })), next_cursor };
  }),

  route(
    endpoints.updateContactWay,
    { state: 'verified', facts: '4.2' },
    ({ config_id, ...changes }, context) => {
      const stored = find(config_id, context);
      checkMembers(changes, context);
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

function checkMembers(way: { user?: readonly string[]; party?: readonly number[] }, call: Call): void {
  const { world, app } = call;
  for (const userid of way.user ?? []) {
    const member = typeof userid === 'string' ? world.staff.get(userid.toLowerCase()) : undefined;
    if (!member) throw new Refusal(40003);
    if (!isInScope(app, userid)) throw new Refusal(60011);
    if (!isActive(member)) throw new Refusal(41054);
  }
  for (const id of way.party ?? []) if (!world.roster.departments.has(id)) throw new Refusal(60123);
  if (membersOfWay(world, way).length > MAX_MEMBERS) throw new Refusal(41041);
}

/** Join ways of groups count too; temporary ones only by the day. */
function checkCap(temporary: boolean, { world, scheduler, settings }: Call): void {
  if (!temporary) {
    if (world.ways.size + world.groups.joinWays.size >= settings.contactWayCap) throw new Refusal(41045);
    return;
  }
  const day = dayOf(scheduler.now());
  const { temporaryWays } = world.roster;
  if (temporaryWays.day !== day) Object.assign(temporaryWays, { day, count: 0 });
  if (++temporaryWays.count > TEMPORARY_PER_DAY) throw new Refusal(45009);
}

// What was uploaded by media_id is shown by URL.
function conclusionsOf({ conclusions }: ContactWay): Pick<ContactWay, 'conclusions'> {
  if (!conclusions?.image) return {};
  const { media_id, pic_url } = conclusions.image;
  const shown = pic_url ?? `https://p.qpic.cn/${encodeURIComponent(media_id ?? '')}`;
  return { conclusions: { ...conclusions, image: { pic_url: shown } } };
}

function paging(params: { cursor?: string; limit?: number }) {
  return { cursor: params.cursor, limit: params.limit };
}
