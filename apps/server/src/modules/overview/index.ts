/**
 * overview owns no data: it lays what the others know side by side, the loop today beside yesterday at the same minute,
 * and one customer as every module sees him or her.
 */
import type { Customer, CustomerId, Overview } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { Acquisition } from '../acquisition/index.ts';
import type { Consent } from '../consent/index.ts';
import type { Customers } from '../customers/index.ts';
import type { Journeys } from '../journeys/index.ts';
import type { Outreach } from '../outreach/index.ts';
import type { Segments } from '../segments/index.ts';
import type { Tags } from '../tags/index.ts';
import type { Wecom } from '../wecom/index.ts';
import { figures, type HourCount, readMinutes, sumOf } from './figures.ts';
import { daysOf } from './rules.ts';

export { bindOverviewRoutes } from './routes.ts';

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  zone: string;
  acquisition: Acquisition;
  consent: Consent;
  customers: Customers;
  journeys: Journeys;
  outreach: Outreach;
  segments: Segments;
  tags: Tags;
  wecom: Wecom;
  /** Effects out of attempts, a matter of the kernel's outbox. */
  failedEffects(): Promise<number>;
}

export type OverviewModule = ReturnType<typeof createOverview>;

export function createOverview(deps: Deps) {
  const { pg, clock } = deps;
  return {
    async overview(): Promise<Overview> {
      const now = clock.now();
      const days = daysOf(now, deps.zone);
      const [minutes, entries, outcomes, friends, totals, welcomes, attention] = await Promise.all([
        readMinutes(deps.warehouse, days),
        deps.journeys.entriesByHour(days.yesterday, days.tomorrow),
        deps.outreach.outcomesByHour(days.yesterday, days.tomorrow),
        deps.wecom.friendCounts(days.today, days.tomorrow),
        deps.customers.count(),
        deps.wecom.welcomesSince(days.today),
        waiting(deps, days.today),
      ]);
      const today = outcomes.filter((o) => o.hour >= days.today);
      const refusals = new Map<string, number>();
      for (const { outcome, count } of today) {
        if (!outcome.startsWith('refused:')) continue;
        const reason = outcome.slice('refused:'.length);
        refusals.set(reason, (refusals.get(reason) ?? 0) + count);
      }
      return {
        at: now.toISOString(),
        zone: deps.zone,
        ...figures(minutes, days),
        journeyEntries: sumOf(entries, days),
        sends: sumOf(
          outcomes.filter((o): o is HourCount & { outcome: string } => o.outcome === 'sent'),
          days,
        ),
        totals: {
          customers: totals.count,
          friends: friends.total,
          activeEnrolments: await deps.journeys.countActive(),
        },
        welcomesInTime: { sent: welcomes.sent, late: 0, missed: welcomes.missed, p99Ms: welcomes.p99Ms },
        refusals: [...refusals]
          .map(([reason, count]) => ({ reason, count }))
          .sort((a, b) => b.count - a.count),
        attention,
      };
    },

    /** What the other modules know of a customer. */
    async around(id: CustomerId): Promise<Pick<Customer, 'tags' | 'segments' | 'friends' | 'consents'>> {
      const [tags, segments, friends, codes, consents] = await Promise.all([
        deps.tags.ofCustomers(pg, [id]),
        deps.segments.segmentsOf(id),
        deps.wecom.historyOf(pg, [id]),
        deps.acquisition.codesOf(pg, [id]),
        deps.consent.ofCustomer(pg, id),
      ]);
      return {
        tags: (tags.get(id) ?? []).map((tag) => ({ ...tag, addedAt: tag.addedAt.toISOString() })),
        segments: segments.map((s) => ({ ...s, since: s.since?.toISOString() ?? null })),
        friends: friends.map((friend) => ({
          staffUserid: friend.staffUserid,
          staffName: friend.staffName,
          since: friend.since.toISOString(),
          state: friend.state,
          channelCode: codes.get(`${friend.staffUserid}\n${friend.externalUserid}`) ?? null,
        })),
        consents,
      };
    },
  };
}

async function waiting(deps: Deps, today: Date): Promise<Overview['attention']> {
  const [welcomes, status, conflicts, effects] = await Promise.all([
    deps.wecom.welcomesSince(today),
    deps.wecom.status(),
    deps.customers.openConflictCount(),
    deps.failedEffects(),
  ]);
  const all: Overview['attention'] = [
    { kind: 'welcome_missed', count: welcomes.missed, path: '/channel-codes' },
    { kind: 'callback_failed', count: status.callbacksFailed, path: '/settings/wecom' },
    { kind: 'identity_conflict', count: conflicts, path: '/conflicts' },
    { kind: 'effect_failed', count: effects, path: '/outreach' },
  ];
  return all.filter((item) => item.count > 0);
}
