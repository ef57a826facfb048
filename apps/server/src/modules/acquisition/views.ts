import type { ChannelCode } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Tags } from '../tags/index.ts';
import type { Wecom } from '../wecom/index.ts';
import { type CodeRow, columns } from './store.ts';

export interface ViewContext {
  pg: Postgres;
  clock: Clock;
  tags: Pick<Tags, 'names'>;
  wecom: Pick<Wecom, 'staff'>;
}

interface Counted extends CodeRow {
  open: boolean;
  today: number;
  yesterday: number;
  total: number;
  removed: number;
}

/** Midnight of the airline's day that `now` is in. */
const midnight = `date_trunc('day', $1::timestamptz at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai'`;

const counted = (where: string, rest: string) => `
  with day as (select ${midnight} as start),
  today as (select f.code_id, count(*)::int as n from channel_code_friends f, day where f.added_at >= day.start
            group by f.code_id),
  listed as (select ${columns}, c.status <> 'closed' as open, coalesce(t.n, 0) as today
             from channel_codes c left join today t on t.code_id = c.id)
  select l.*, f.* from listed l, day, lateral (
    select count(*)::int as total, count(removed_at)::int as removed,
           count(*) filter (where added_at >= day.start - interval '1 day' and added_at < day.start)::int as yesterday
    from channel_code_friends where code_id = l.id) f
  where ${where} ${rest}`;

/** Open codes first, those with most new friends today before others. */
export async function listCodes(
  context: ViewContext,
  ask: PageAsk,
): Promise<{ items: ChannelCode[]; nextCursor: string | null }> {
  const [open, today, id] = ask.after?.split(':') ?? [];
  const rows = await context.pg.query<Counted>(
    counted(
      '$2::boolean is null or (l.open, l.today, l.id) < ($2, $3::int, $4::uuid)',
      'order by l.open desc, l.today desc, l.id desc limit $5',
    ),
    [context.clock.now(), open ?? null, today ?? null, id ?? null, ask.limit + 1],
  );
  const shown = await shapes(context, rows);
  return pageOf(rows, ask, {
    position: (row) => `${row.open}:${row.today}:${row.id}`,
    item: (row) => shown.get(row.id) ?? unreachable(row.id),
  });
}

/** `<open>:<friends today>:<id>` */
export const codePosition = /^(true|false):[0-9]{1,9}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function showCode(context: ViewContext, id: string): Promise<ChannelCode | null> {
  const rows = await context.pg.query<Counted>(counted('l.id = $2::uuid', ''), [context.clock.now(), id]);
  return (await shapes(context, rows)).get(id) ?? null;
}

async function shapes(context: ViewContext, rows: readonly Counted[]): Promise<Map<string, ChannelCode>> {
  const [staff, tags] = await Promise.all([
    context.wecom.staff(context.pg, [...new Set(rows.flatMap((row) => row.staff))]),
    context.tags.names(context.pg, [...new Set(rows.flatMap((row) => row.tags))]),
  ]);
  const shape = (row: Counted): ChannelCode => ({
    id: row.id,
    name: row.name,
    touchpoint: row.touchpoint,
    staff: row.staff.map((userid) => ({ userid, name: staff.get(userid)?.name ?? userid })),
    tags: row.tags.flatMap((id) => {
      const tag = tags.get(id);
      return tag ? [{ id, name: tag.name }] : [];
    }),
    welcome: row.welcome,
    welcomeLink: row.welcomeLink,
    url: row.url,
    state: row.stateToken,
    status: row.status,
    problem: row.problem,
    createdAt: row.createdAt.toISOString(),
    friendsTotal: row.total,
    friendsToday: row.today,
    friendsYesterday: row.yesterday,
    removedTotal: row.removed,
  });
  return new Map(rows.map((row) => [row.id, shape(row)]));
}

function unreachable(id: string): never {
  throw new Error(`Channel code ${id} was listed but not shaped`);
}
