import { describe, expect, it } from 'vitest';
import { type Cap, type Meter, spend } from './meters.ts';
import { START } from './test-world.ts';

const MIDNIGHT = START + 14 * 3_600_000;
const minute: Cap = { key: 'minute', cap: 30, windowMs: 60_000 };
const hour: Cap = { key: 'hour', cap: 1_000, windowMs: 3_600_000 };
const day: Cap = { key: 'day', cap: 1_000, windowMs: 'day' };

/** How many of `wanted` are let through at one moment. */
function through(
  meters: Map<string, Meter>,
  caps: readonly Cap[],
  at: { now: number; wanted: number; blocks?: boolean },
) {
  const { now, wanted, blocks = false } = at;
  let passed = 0;
  for (let i = 0; i < wanted; i++) if (spend(meters, { caps, now, blocks })) passed++;
  return passed;
}

describe('a rate', () => {
  it('lets its cap through and no more, until its window is over', () => {
    const meters = new Map<string, Meter>();
    expect(through(meters, [minute], { now: START, wanted: 31 })).toBe(30);
    expect(through(meters, [minute], { now: START + 59_999, wanted: 1 })).toBe(0);
    expect(through(meters, [minute], { now: START + 60_000, wanted: 31 })).toBe(30);
  });

  it('of a minute and one of an hour hold together, and what one refuses the other does not count', () => {
    const meters = new Map<string, Meter>();
    let passed = 0;
    for (let i = 0; i < 33; i++)
      passed += through(meters, [minute, hour], { now: START + i * 60_000, wanted: 40 });
    expect(passed).toBe(990);
    expect(through(meters, [minute, hour], { now: START + 33 * 60_000, wanted: 30 })).toBe(10);
    expect(through(meters, [minute, hour], { now: START + 3_600_000, wanted: 1 })).toBe(1);
  });

  it('of a day ends at midnight in Shanghai', () => {
    const meters = new Map<string, Meter>();
    expect(through(meters, [day], { now: START, wanted: 1_001 })).toBe(1_000);
    expect(through(meters, [day], { now: MIDNIGHT - 1, wanted: 1 })).toBe(0);
    expect(through(meters, [day], { now: MIDNIGHT, wanted: 1 })).toBe(1);
  });

  it('that blocks refuses for the length of its window, counted from the last straw', () => {
    const meters = new Map<string, Meter>();
    const over = START + 50_000;
    through(meters, [minute], { now: START, wanted: 30 });
    expect(through(meters, [minute], { now: over, wanted: 1, blocks: true })).toBe(0);
    expect(through(meters, [minute], { now: over + 59_999, wanted: 1, blocks: true })).toBe(0);
    expect(through(meters, [minute], { now: over + 60_000, wanted: 1, blocks: true })).toBe(1);
    through(meters, [day], { now: START, wanted: 1_001, blocks: true });
    expect(through(meters, [day], { now: MIDNIGHT - 1, wanted: 1, blocks: true })).toBe(0);
    expect(through(meters, [day], { now: MIDNIGHT, wanted: 1, blocks: true })).toBe(1);
  });

  it('counts several at once, all or none', () => {
    const meters = new Map<string, Meter>();
    expect(spend(meters, { caps: [minute], amount: 20, now: START })).toBe(true);
    expect(spend(meters, { caps: [minute], amount: 11, now: START })).toBe(false);
    expect(spend(meters, { caps: [minute], amount: 10, now: START })).toBe(true);
  });
});
