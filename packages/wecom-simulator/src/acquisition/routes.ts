/** Endpoints of acquisition links and their quota. */
import { endpoints } from '@jetbridge/wecom';
import { pageOf } from '../api/paging.ts';
import { isInScope } from '../permission.ts';
import { type Call, Refusal, route } from '../route.ts';
import { departmentTree, isActive } from '../staff/members.ts';
import { CHAT_KEY_MS } from './customers.ts';
import { membersOfRange } from './links.ts';
import { balanceOf, type StoredLink } from './state.ts';

const MAX_MEMBERS = 500;
const DAYS_180_MS = 180 * 86_400_000;

interface Settings {
  range?: { user_list?: string[]; department_list?: number[] };
  priority_option?: { priority_type: 1 | 2; priority_userid_list?: string[] };
}

export const acquisitionRoutes = [
  route(
    endpoints.listAcquisitionLinks,
    { state: 'verified', facts: '4.14', note: '100 a page by default: assumed' },
    ({ cursor, limit }, call) => {
      const own = [...call.world.acquisition.links.values()].filter(
        ({ agentId }) => agentId === call.app.agentId,
      );
      const page = pageOf(own, { cursor, limit, fallback: 100, kind: 'link' }, call);
      return { link_id_list: page.rows.map(({ id }) => id), next_cursor: page.next_cursor };
    },
  ),

  route(endpoints.getAcquisitionLink, { state: 'verified', facts: '4.14' }, ({ link_id }, call) => {
    const link = find(link_id, call);
    const { link_id: _, ...shown } = shapeOf(link, call);
    const { priority } = link;
    return {
      link: { ...shown, skip_verify: link.skipVerify },
      range: { user_list: link.range.users, department_list: link.range.departments },
      ...(priority
        ? { priority_option: { priority_type: priority.type, priority_userid_list: priority.users } }
        : {}),
    };
  }),

  route(
    endpoints.createAcquisitionLink,
    {
      state: 'different',
      facts: '4.14',
      note: "the URL is the simulator's: opening it follows the link. No cap on links (41095); an unknown one answers 40058: assumed",
    },
    (input, call) => {
      const { world, random, scheduler, app, settings } = call;
      const link: StoredLink = {
        id: `ca${random.text(30, 'link', world.serial(), scheduler.now())}`,
        name: input.link_name,
        agentId: app.agentId,
        createdAt: scheduler.now(),
        skipVerify: input.skip_verify ?? true,
        range: rangeOf(input, call),
        priority: priorityOf(input),
        clicks: [],
        customers: [],
        unavailableTold: false,
      };
      world.acquisition.links.set(link.id, link);
      settings.onChange?.();
      return { link: shapeOf(link, call) };
    },
  ),

  route(endpoints.updateAcquisitionLink, { state: 'verified', facts: '4.14' }, (changes, call) => {
    const link = find(changes.link_id, call);
    const range = changes.range ? rangeOf(changes, call) : link.range;
    link.range = range;
    link.name = changes.link_name || link.name;
    link.skipVerify = changes.skip_verify ?? link.skipVerify;
    link.priority = changes.priority_option ? priorityOf(changes) : link.priority;
    link.unavailableTold = false;
    call.settings.onChange?.();
    return {};
  }),

  route(
    endpoints.deleteAcquisitionLink,
    { state: 'assumed', facts: '4.14', note: 'no delete_link event for a deletion by API; sources differ' },
    ({ link_id }, call) => {
      call.world.acquisition.links.delete(find(link_id, call).id);
      call.settings.onChange?.();
      return {};
    },
  ),

  route(
    endpoints.listLinkCustomers,
    { state: 'verified', facts: '4.14', note: 'those who left are listed still: assumed' },
    ({ link_id, cursor, limit }, call) => {
      const { customers } = find(link_id, call);
      const page = pageOf(customers, { cursor, limit, fallback: 100, kind: 'linkcustomer' }, call);
      const customer_list = page.rows.map(({ externalUserId, userid, state, messages }) => ({
        external_userid: externalUserId,
        userid,
        chat_status: messages > 0 ? (1 as const) : (0 as const),
        state,
      }));
      return { customer_list, next_cursor: page.next_cursor };
    },
  ),

  route(
    endpoints.getLinkStatistics,
    { state: 'verified', facts: '4.14', note: 'to the second, not by day: assumed' },
    ({ link_id, start_time, end_time }, call) => {
      const link = find(link_id, call);
      if (start_time * 1000 < call.scheduler.now() - DAYS_180_MS) throw new Refusal(40058);
      const within = ({ at }: { at: number }) => at >= start_time * 1000 && at < (end_time + 1) * 1000;
      const visitors = new Set(link.clicks.filter(within).map(({ externalUserId }) => externalUserId));
      return {
        click_link_customer_cnt: visitors.size,
        new_customer_cnt: link.customers.filter(within).length,
      };
    },
  ),

  route(
    endpoints.getAcquisitionQuota,
    {
      state: 'assumed',
      facts: '4.14',
      note: 'an added customer uses up one unit, or the first message (actions.acquisition.configure); 1,000 units for a year to begin with',
    },
    (_, { world, scheduler }) => {
      const { batches } = world.acquisition;
      const now = scheduler.now();
      const usable = batches.filter(({ left, expiresAt }) => left > 0 && now < expiresAt);
      return {
        total: batches.reduce((sum, { bought }) => sum + bought, 0),
        balance: balanceOf(world.acquisition, now),
        quota_list: usable
          .sort((a, b) => a.expiresAt - b.expiresAt)
          .map(({ left, expiresAt }) => ({ expire_date: Math.floor(expiresAt / 1000), balance: left })),
      };
    },
  ),

  route(
    endpoints.getAcquisitionChat,
    {
      state: 'verified',
      facts: '4.14',
      note: 'the last millisecond of 30 minutes still counts, afterwards 40058: assumed',
    },
    ({ chat_key }, call) => {
      const { world, scheduler, app } = call;
      const known = world.acquisition.chatKeys.get(chat_key);
      const link = known && world.acquisition.links.get(known.linkId);
      if (!known || scheduler.now() - known.issuedAt > CHAT_KEY_MS) throw new Refusal(40058);
      if (link && link.agentId !== app.agentId) throw new Refusal(40058);
      const { userid, externalUserId, state } = known.customer;
      return {
        userid,
        external_userid: externalUserId,
        chat_info: { recv_msg_cnt: known.messages, link_id: known.linkId, state },
      };
    },
  ),
];

function find(id: string, { world, app }: Call): StoredLink {
  const link = world.acquisition.links.get(id);
  if (link?.agentId !== app.agentId) throw new Refusal(40058);
  return link;
}

function rangeOf({ range }: Settings, { world, app }: Call): StoredLink['range'] {
  const users = range?.user_list ?? [];
  const departments = range?.department_list ?? [];
  for (const userid of users) {
    const member = typeof userid === 'string' ? world.staff.get(userid.toLowerCase()) : undefined;
    if (!member) throw new Refusal(40003);
    if (!isInScope(app, member.userid)) throw new Refusal(60011);
    if (!isActive(member)) throw new Refusal(41054);
  }
  for (const id of departments) if (!departmentTree(world, id)) throw new Refusal(40066);
  const members = membersOfRange(world, { users, departments });
  if (members.length === 0 || members.length > MAX_MEMBERS) throw new Refusal(40058);
  return { users, departments };
}

function priorityOf({ priority_option: option }: Settings): StoredLink['priority'] {
  return option && { type: option.priority_type, users: option.priority_userid_list ?? [] };
}

// Made at each answer: a simulator that was started anew may have another address.
function shapeOf({ id, name, createdAt }: StoredLink, { publicUrl }: Call) {
  return {
    link_id: id,
    link_name: name,
    url: `${publicUrl()}/__sim/ca/${id}`,
    create_time: Math.floor(createdAt / 1000),
  };
}
