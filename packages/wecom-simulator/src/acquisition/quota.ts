/** Units that acquisition links use up, and what is told when they run out. */
import type { Parts } from '../parts.ts';
import { type Batch, balanceOf } from './state.ts';

const DAY_MS = 86_400_000;
const LOW = 20;
const WARNED_DAYS_BEFORE = [14, 7, 3, 2, 1];

/** A batch is good until its last millisecond. */
export function buyUnits(parts: Parts, bought: { count: number; days: number }): void {
  const { world, scheduler } = parts;
  const expiresAt = scheduler.now() + bought.days * DAY_MS;
  const batch: Batch = { bought: bought.count, left: bought.count, expiresAt };
  changing(parts, () => void world.acquisition.batches.push(batch));
  watchExpiry(parts, batch);
}

/** One less, of what expires first. */
export function spendUnit(parts: Parts): void {
  const { world, scheduler } = parts;
  const usable = world.acquisition.batches.filter(
    ({ left, expiresAt }) => left > 0 && scheduler.now() < expiresAt,
  );
  const [first] = usable.sort((a, b) => a.expiresAt - b.expiresAt);
  if (first) changing(parts, () => void first.left--);
}

/** Warns of the end of a batch, and tells of what it takes away. */
export function watchExpiry(parts: Parts, batch: Batch): void {
  const { world, scheduler, callbacks } = parts;
  for (const days of WARNED_DAYS_BEFORE) {
    const inMs = batch.expiresAt - days * DAY_MS - scheduler.now();
    if (inMs < 0) continue;
    scheduler.after(inMs, () => {
      if (batch.left === 0) return;
      callbacks.emit({
        Event: 'customer_acquisition',
        ChangeType: 'quota_expire_soon',
        ExpireTime: Math.floor(batch.expiresAt / 1000),
        ExpireQuotaNum: batch.left,
      });
    });
  }
  scheduler.after(batch.expiresAt - scheduler.now(), () => {
    const after = balanceOf(world.acquisition, scheduler.now());
    tellChange(parts, after + batch.left, after);
  });
}

function changing(parts: Parts, change: () => void): void {
  const { world, scheduler } = parts;
  const before = balanceOf(world.acquisition, scheduler.now());
  change();
  tellChange(parts, before, balanceOf(world.acquisition, scheduler.now()));
}

function tellChange({ callbacks }: Parts, before: number, after: number): void {
  const tell = (ChangeType: string) => callbacks.emit({ Event: 'customer_acquisition', ChangeType });
  if (before === 0 && after > 0) tell('balance_increased');
  if (before >= LOW && after < LOW && after > 0) tell('balance_low');
  if (before > 0 && after === 0) tell('balance_exhausted');
}
