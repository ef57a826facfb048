import { describe, expect, it } from 'vitest';
import { labelStep, spread, ticksOf } from './chart-scale.ts';

describe('the scale of a chart', () => {
  it('starts at zero and ends at or above the highest value', () => {
    expect(ticksOf(12, 95)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticksOf(0, 1706).at(-1)).toBeGreaterThanOrEqual(1706);
  });

  it('reaches below zero for what leaves', () => {
    expect(ticksOf(-460, 500)[0]).toBeLessThanOrEqual(-460);
  });

  it('stays in whole steps when values are tiny', () => {
    expect(ticksOf(0, 0)).toEqual([0]);
    expect(ticksOf(0, 2)).toEqual([0, 1, 2]);
  });

  it('pushes the names at the lines’ ends apart without leaving the drawing', () => {
    const places = spread([10, 12, 96], 14, 100);
    expect(places[1] ?? 0).toBeGreaterThanOrEqual((places[0] ?? 0) + 14);
    expect(places[2]).toBe(96);
    expect(spread([98, 99], 14, 100)).toEqual([86, 100]);
  });

  it('writes as many categories as fit', () => {
    expect(labelStep(24, 480, 28)).toBe(2);
    expect(labelStep(3, 480, 28)).toBe(1);
  });
});
