import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAdjustableClock, createScheduler } from './scheduler.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] }));
afterEach(() => void vi.useRealTimers());

describe('an adjustable clock', () => {
  it('flows like ours, and what is due happens by itself', async () => {
    const scheduler = createScheduler(createAdjustableClock(1_000_000));
    const seen: number[] = [];
    scheduler.after(500, () => void seen.push(scheduler.now()));
    await vi.advanceTimersByTimeAsync(499);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([1_000_500]);
  });

  it('stands still while it is stopped, and goes on from there', async () => {
    const clock = createAdjustableClock(1_000_000);
    const scheduler = createScheduler(clock);
    const seen: number[] = [];
    scheduler.after(500, () => void seen.push(scheduler.now()));
    clock.pause();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen).toEqual([]);
    expect(scheduler.now()).toBe(1_000_000);
    clock.resume();
    await vi.advanceTimersByTimeAsync(500);
    expect(seen).toEqual([1_000_500]);
  });

  it('moved a day forward lets each thing happen at its own moment, once', async () => {
    const clock = createAdjustableClock(1_000_000);
    const scheduler = createScheduler(clock);
    const seen: number[] = [];
    const again = () => {
      seen.push(scheduler.now());
      if (seen.length < 3) scheduler.after(3_600_000, again);
    };
    scheduler.after(3_600_000, again);
    await scheduler.runUntil(1_000_000 + 86_400_000);
    expect(seen).toEqual([4_600_000, 8_200_000, 11_800_000]);
    expect(scheduler.now()).toBe(87_400_000);
    expect(clock.paused()).toBe(false);
  });
});
