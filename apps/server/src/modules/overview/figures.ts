/** The live figures: today so far beside yesterday up to the same minute, and both hour by hour. */
import { eventNames, type Overview } from '@jetbridge/contract';
import type { Warehouse } from '../../kernel/warehouse.ts';
import { type Days, hourOf } from './rules.ts';

export interface HourCount {
  hour: Date;
  count: number;
}

type Figure = Overview['friends'];

interface MinuteRow {
  day: 'today' | 'yesterday';
  hour: number;
  name: string;
  all: string;
  /** Up to the same minute. */
  so_far: string;
  fen_so_far: string;
}

export interface Minutes {
  rows: MinuteRow[];
  active: { now: number; before: number };
  perMinute: { now: number; before: number };
}

/** Reads the two days once; every figure is taken from this. */
export async function readMinutes(warehouse: Warehouse, days: Days): Promise<Minutes> {
  const params = {
    yesterday: days.yesterday,
    today: days.today,
    tomorrow: days.tomorrow,
    now: wholeSecond(days.now),
    same: wholeSecond(days.sameTimeYesterday),
  };
  const soFar = `(minute >= {today:DateTime} OR minute <= {same:DateTime})`;
  const [rows, actives, minutes] = await Promise.all([
    warehouse.query<MinuteRow>(
      `SELECT if(minute >= {today:DateTime}, 'today', 'yesterday') AS day,
         toUInt32(intDiv(toUnixTimestamp(minute) - toUnixTimestamp(if(minute >= {today:DateTime}, {today:DateTime}, {yesterday:DateTime})), 3600)) AS hour,
         name, sum(events) AS all, sumIf(events, ${soFar}) AS so_far, sumIf(amount_fen, ${soFar}) AS fen_so_far
       FROM event_minutes WHERE minute >= {yesterday:DateTime} AND minute < {tomorrow:DateTime} GROUP BY day, hour, name`,
      params,
    ),
    warehouse.query<{ today: string; yesterday: string }>(
      `SELECT uniqCombinedMergeIf(15)(customers, minute >= {today:DateTime}) AS today,
         uniqCombinedMergeIf(15)(customers, minute < {today:DateTime} AND minute <= {same:DateTime}) AS yesterday
       FROM event_minutes WHERE minute >= {yesterday:DateTime} AND minute < {tomorrow:DateTime}`,
      params,
    ),
    warehouse.query<{ now: string; before: string }>(
      `SELECT sumIf(events, minute = toStartOfMinute({now:DateTime} - 60)) AS now,
         sumIf(events, minute = toStartOfMinute({same:DateTime} - 60)) AS before
       FROM event_minutes WHERE minute >= {same:DateTime} - 180 AND minute <= {now:DateTime}`,
      params,
    ),
  ]);
  return {
    rows,
    active: { now: Number(actives[0]?.today ?? 0), before: Number(actives[0]?.yesterday ?? 0) },
    perMinute: { now: Number(minutes[0]?.now ?? 0), before: Number(minutes[0]?.before ?? 0) },
  };
}

/** A DateTime of the warehouse has no fraction and refuses to be given one. */
function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

function empty(): Figure {
  return { now: 0, before: 0, hours: Array<number>(24).fill(0), hoursBefore: Array<number>(24).fill(0) };
}

function figureOf(rows: readonly MinuteRow[], names: readonly string[]): Figure {
  const figure = empty();
  for (const row of rows) {
    if (!names.includes(row.name)) continue;
    if (row.day === 'today') figure.now += Number(row.so_far);
    else figure.before += Number(row.so_far);
    const hours = row.day === 'today' ? figure.hours : figure.hoursBefore;
    hours[row.hour] = (hours[row.hour] ?? 0) + Number(row.all);
  }
  return figure;
}

export function figures({ rows, active, perMinute }: Minutes, _days: Days) {
  const fen = (day: string) =>
    rows.filter((row) => row.day === day).reduce((sum, row) => sum + Number(row.fen_so_far), 0);
  return {
    // WeCom tells of no scan that does not end in an add; taps on our links are touchpoints too.
    scans: figureOf(rows, [eventNames.codeScanned, eventNames.linkClicked, eventNames.friendAdded]),
    friends: figureOf(rows, [eventNames.friendAdded]),
    segmentEntries: figureOf(rows, [eventNames.segmentEntered]),
    replies: figureOf(rows, [eventNames.messageReceived]),
    conversions: figureOf(rows, [eventNames.orderCompleted]),
    conversionAmountFen: { now: fen('today'), before: fen('yesterday') },
    activeCustomers: active,
    eventsPerMinute: perMinute,
  };
}

/** Counts kept by the hour: the present hour of yesterday counts by its share that has passed. */
export function sumOf(counts: readonly HourCount[], days: Days): Figure {
  const figure = empty();
  const passed = (days.now.getTime() - days.today.getTime()) / 3_600_000;
  for (const { hour: at, count } of counts) {
    const place = hourOf(at, days);
    if (!place) continue;
    const hours = place.day === 'today' ? figure.hours : figure.hoursBefore;
    hours[place.hour] = (hours[place.hour] ?? 0) + count;
    if (place.day === 'today') figure.now += count;
    else figure.before += count * Math.min(1, Math.max(0, passed - place.hour));
  }
  return { ...figure, before: Math.round(figure.before) };
}
