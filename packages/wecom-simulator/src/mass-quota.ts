/** How many mass messages a customer or a group may still get in the running natural period, in Asia/Shanghai. */
import type { MassQuota } from './options.ts';
import { periodOf } from './period.ts';

/** A customer or a group. */
interface Holder {
  massQuota: { readonly period: string; readonly count: number };
}

export function hasMassQuota(holder: Holder, quota: MassQuota, now: number): boolean {
  if (quota === 'none') return true;
  const { period, cap } = periodAt(quota, now);
  return (holder.massQuota.period === period ? holder.massQuota.count : 0) < cap;
}

/** Counts one more; false when the period's are used up. */
export function spendMassQuota(holder: Holder, quota: MassQuota, now: number): boolean {
  if (quota === 'none') return true;
  if (!hasMassQuota(holder, quota, now)) return false;
  const { period } = periodAt(quota, now);
  const used = holder.massQuota.period === period ? holder.massQuota.count : 0;
  holder.massQuota = { period, count: used + 1 };
  return true;
}

function periodAt(quota: Exclude<MassQuota, 'none'>, now: number): { period: string; cap: number } {
  if (quota !== 'days_of_month') return { period: periodOf(quota.mode, now), cap: quota.n };
  const period = periodOf('month', now);
  const [year = 0, month = 0] = period.split('-').map(Number);
  // Day 0 of the next month is the last of this one.
  return { period, cap: new Date(Date.UTC(year, month, 0)).getUTCDate() };
}
