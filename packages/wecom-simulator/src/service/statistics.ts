/** Figures per natural day (Asia/Shanghai), counted from what really happened. */
import type { endpoints } from '@jetbridge/wecom';
import type { Parts } from '../parts.ts';
import { dayOf, startOfDay } from '../period.ts';
import type { Account, ServiceState, Session } from './state.ts';

/** What one servicer did, or all of them. */
export interface ServicerTally {
  /** Consultations in which the customer wrote to the servicer, and those of them that were answered. */
  asked: Set<number>;
  answered: Set<number>;
  customers: Set<string>;
  messages: number;
  firstAnswerMs: number;
  memberInvites: number;
  groupInvites: number;
  /** Customers who followed, as `external_userid target`. */
  newFriends: Set<string>;
  newGuests: Set<string>;
  rejected: Set<string>;
}

export interface DayTally {
  /** Consultations in which the customer wrote. */
  wrote: Set<number>;
  customers: Set<string>;
  messages: number;
  /** By userid. */
  servicers: Map<string, ServicerTally>;
}

const KEPT_DAYS = 181;

function tallyOf(account: Account, now: number): DayTally {
  const day = dayOf(now);
  const known = account.days.get(day);
  if (known) return known;
  for (const old of account.days.keys()) if (old < day - KEPT_DAYS) account.days.delete(old);
  const tally: DayTally = { wrote: new Set(), customers: new Set(), messages: 0, servicers: new Map() };
  account.days.set(day, tally);
  return tally;
}

export function servicerTally(account: Account, userid: string, now: number): ServicerTally {
  const { servicers } = tallyOf(account, now);
  const known = servicers.get(userid);
  if (known) return known;
  const tally = emptyTally();
  servicers.set(userid, tally);
  return tally;
}

function emptyTally(): ServicerTally {
  return {
    asked: new Set(),
    answered: new Set(),
    customers: new Set(),
    messages: 0,
    firstAnswerMs: 0,
    memberInvites: 0,
    groupInvites: 0,
    newFriends: new Set(),
    newGuests: new Set(),
    rejected: new Set(),
  };
}

export function countWritten(account: Account, session: Session, now: number): void {
  const { consultation, externalUserId, servicer } = session;
  const tally = tallyOf(account, now);
  tally.wrote.add(consultation);
  tally.customers.add(externalUserId);
  tally.messages++;
  if (session.state !== 3 || servicer === undefined) return;
  const of = servicerTally(account, servicer, now);
  if (!of.asked.has(consultation)) session.awaitingSince = now;
  of.asked.add(consultation);
  of.customers.add(externalUserId);
  of.messages++;
}

export function countAnswered(account: Account, session: Session, now: number): void {
  const { consultation, servicer, awaitingSince } = session;
  if (servicer === undefined) return;
  const of = servicerTally(account, servicer, now);
  if (!of.asked.has(consultation) || of.answered.has(consultation)) return;
  of.answered.add(consultation);
  of.firstAnswerMs += now - (awaitingSince ?? now);
  session.awaitingSince = undefined;
}

interface Asked {
  accounts: readonly Account[];
  span: endpoints.StatisticSpan;
  now: number;
}

/** The days of the span that are over and not older than 180 days, with the beginning of each in seconds. */
function daysOf({ span, now }: Asked): { day: number; stat_time: number }[] {
  const today = dayOf(now);
  const first = Math.max(dayOf(span.start_time * 1000), today - 180);
  const last = Math.min(dayOf(span.end_time * 1000), today - 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => {
    const day = first + nth;
    return { day, stat_time: startOfDay(day) / 1000 };
  });
}

export function corpStatistics(
  { service }: Parts['world'],
  asked: Asked,
): endpoints.ServiceDay<endpoints.ServiceStatistic>[] {
  return daysOf(asked).flatMap(({ day, stat_time }) => {
    const tallies = asked.accounts.flatMap((account) => account.days.get(day) ?? []);
    return tallies.length === 0 ? [] : [{ stat_time, statistic: corpStatistic(service, tallies) }];
  });
}

function corpStatistic(service: ServiceState, tallies: readonly DayTally[]): endpoints.ServiceStatistic {
  const wrote = tallies.flatMap((tally) => [...tally.wrote]);
  const bot = wrote.filter((id) => service.withBot.has(id));
  const handedOn = bot.filter((id) => service.withHuman.has(id));
  const all = merged(tallies.flatMap((tally) => [...tally.servicers.values()]));
  return {
    session_cnt: wrote.filter((id) => service.withBot.has(id) || service.withHuman.has(id)).length,
    customer_cnt: new Set(tallies.flatMap((tally) => [...tally.customers])).size,
    customer_msg_cnt: tallies.reduce((sum, tally) => sum + tally.messages, 0),
    upgrade_service_customer_cnt: upgradedBy(all),
    ai_session_reply_cnt: bot.length,
    ...(bot.length > 0 ? { ai_transfer_rate: handedOn.length / bot.length } : {}),
    msg_rejected_customer_cnt: all.rejected.size,
  };
}

/** Of one servicer, or of all. */
export function servicerStatistics(
  asked: Asked & { userid: string | undefined },
): endpoints.ServiceDay<endpoints.ServicerStatistic>[] {
  const wanted = asked.userid?.toLowerCase();
  return daysOf(asked).flatMap(({ day, stat_time }) => {
    const tallies = asked.accounts.flatMap((account) =>
      [...(account.days.get(day)?.servicers ?? [])].flatMap(([userid, tally]) =>
        wanted === undefined || userid.toLowerCase() === wanted ? [tally] : [],
      ),
    );
    return tallies.length === 0 ? [] : [{ stat_time, statistic: servicerStatistic(merged(tallies)) }];
  });
}

function servicerStatistic(all: ServicerTally): endpoints.ServicerStatistic {
  const answered = all.answered.size;
  return {
    session_cnt: all.asked.size,
    customer_cnt: all.customers.size,
    customer_msg_cnt: all.messages,
    ...(all.asked.size > 0 ? { reply_rate: answered / all.asked.size } : {}),
    ...(answered > 0 ? { first_reply_average_sec: all.firstAnswerMs / 1000 / answered } : {}),
    // The vendor's own questions about satisfaction rest while sessions are shared out by API.
    satisfaction_investgate_cnt: 0,
    upgrade_service_customer_cnt: upgradedBy(all),
    upgrade_service_member_invite_cnt: all.memberInvites,
    upgrade_service_member_customer_cnt: all.newFriends.size,
    upgrade_service_groupchat_invite_cnt: all.groupInvites,
    upgrade_service_groupchat_customer_cnt: all.newGuests.size,
    msg_rejected_customer_cnt: all.rejected.size,
  };
}

// Whoever followed to two members is one customer here, and two among those who added a member.
function upgradedBy({ newFriends, newGuests }: ServicerTally): number {
  return new Set([...newFriends, ...newGuests].map((pair) => pair.split(' ')[0])).size;
}

function merged(tallies: readonly ServicerTally[]): ServicerTally {
  const all = emptyTally();
  const union = <T>(into: Set<T>, from: Set<T>) => {
    for (const item of from) into.add(item);
  };
  for (const tally of tallies) {
    union(all.asked, tally.asked);
    union(all.answered, tally.answered);
    union(all.customers, tally.customers);
    union(all.newFriends, tally.newFriends);
    union(all.newGuests, tally.newGuests);
    union(all.rejected, tally.rejected);
    all.messages += tally.messages;
    all.firstAnswerMs += tally.firstAnswerMs;
    all.memberInvites += tally.memberInvites;
    all.groupInvites += tally.groupInvites;
  }
  return all;
}
