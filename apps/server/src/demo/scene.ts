/** What everything invented hangs on: the seed, how many members there are, and the instant that is "now". */
import { createDice, type Dice } from './dice.ts';

export interface Scene {
  /** Start of the seeding; all dates are relative to it. */
  now: Date;
  members: number;
}

export const seed = 'yunji';
export const dayMs = 86_400_000;
export const hourMs = 3_600_000;
/** Bookings and flights go back so far: eighteen months. */
export const historyMs = 548 * dayMs;
/** What happened since then reaches the product after its journeys run, so that they have something to do. */
export const recentMs = 48 * hourMs;

export const diceFor = (...key: (string | number)[]): Dice => createDice(seed, ...key);

/** The airline's clock is UTC+8 all year. */
const zoneMs = 8 * hourMs;

/** The first instant of the airline's day so many days before (after, when negative) the one of `now`. */
export function dayStart(now: Date, daysAgo: number): number {
  return Math.floor((now.getTime() + zoneMs) / dayMs) * dayMs - zoneMs - daysAgo * dayMs;
}

/** How busy the airline's app is by hour of its day, mean 1. */
const hours = [
  0.3, 0.16, 0.1, 0.08, 0.1, 0.25, 0.6, 1.0, 1.3, 1.45, 1.5, 1.4, 1.35, 1.2, 1.2, 1.25, 1.3, 1.35, 1.4, 1.6,
  1.75, 1.65, 1.2, 0.71,
];
export const busyness = (atMs: number): number => hours[Math.floor((atMs + zoneMs) / hourMs) % 24] ?? 1;

/** An instant of the day that starts at `startMs`, more likely in busy hours. */
export function busyInstant(dice: Dice, startMs: number): number {
  for (;;) {
    const at = startMs + dice.next() * dayMs;
    if (dice.next() * 1.75 < busyness(at)) return Math.floor(at);
  }
}

/** First days of the Chinese year, around which everybody travels. */
const springFestivals = [
  '2024-02-10',
  '2025-01-29',
  '2026-02-17',
  '2027-02-06',
  '2028-01-26',
  '2029-02-13',
].map((day) => Date.parse(`${day}T00:00:00+08:00`));

/** How much people fly on a day: holidays and summer above, the weeks after them below. Between 0.7 and 2.2. */
export function season(atMs: number): number {
  for (const festival of springFestivals) {
    const days = (atMs - festival) / dayMs;
    if (days > -12 && days < 9) return 2.2;
    if (days >= 9 && days < 22) return 1.3;
  }
  const local = new Date(atMs + zoneMs);
  const [month, day] = [local.getUTCMonth() + 1, local.getUTCDate()];
  if (month === 10 && day <= 8) return 2.1;
  if (month === 5 && day <= 5) return 1.7;
  if (month === 7 || month === 8) return 1.55;
  if (month === 3 || month === 11) return 0.7;
  const weekday = local.getUTCDay();
  return weekday === 5 || weekday === 0 ? 1.15 : 0.9;
}
export const busiestSeason = 2.2;
