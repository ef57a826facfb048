import type { JourneyNode, PropertyFilter } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { after, before, matches, parseDuration, reentryLimit, targetOf } from './rules.ts';

const now = new Date('2026-03-01T02:00:00Z');

describe('a duration', () => {
  it('is counted in the calendar of the airline', () => {
    expect(after(now, 'P1M', 'Asia/Shanghai')).toEqual(new Date('2026-04-01T02:00:00Z'));
    expect(after(now, 'P1DT30M', 'Asia/Shanghai')).toEqual(new Date('2026-03-02T02:30:00Z'));
    // Clocks change on 29 March: a day later is the same time of day, 23 hours on.
    expect(after(new Date('2026-03-28T11:00:00Z'), 'P1D', 'Europe/Berlin')).toEqual(
      new Date('2026-03-29T10:00:00Z'),
    );
    expect(before(now, 'P30D', 'Asia/Shanghai')).toEqual(new Date('2026-01-30T02:00:00Z'));
  });
  it('is longer than nothing and at most 400 days', () => {
    expect(['P400D', 'PT1S', 'P1Y'].map((text) => parseDuration(text) !== null)).toEqual([true, true, true]);
    expect(['P401D', 'PT0S', 'soon', '', null].map(parseDuration)).toEqual([null, null, null, null, null]);
  });
});

describe('a filter on properties', () => {
  const passes = (actual: unknown, is: PropertyFilter['is'], value?: PropertyFilter['value']) =>
    matches(actual === undefined ? {} : { p: actual }, [
      { property: 'p', is, ...(value === undefined ? {} : { value }) },
    ]);
  it('means what it means in a segment', () => {
    expect([passes(3, 'eq', 3), passes('3', 'eq', 3), passes(undefined, 'eq', 3)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([passes(4, 'ne', 3), passes(undefined, 'ne', 3), passes(3, 'ne', 3)]).toEqual([true, true, false]);
    expect([passes(3, 'gte', 3), passes('3', 'gte', 3), passes('b', 'gt', 'a')]).toEqual([true, false, true]);
    expect([passes('PVG', 'in', ['SHA', 'PVG']), passes('PEK', 'in', ['SHA'])]).toEqual([true, false]);
    expect([passes('SHA-PEK', 'contains', 'PEK'), passes(['SHA'], 'contains', 'SHA')]).toEqual([true, true]);
    expect([passes(null, 'absent'), passes(0, 'exists'), passes(undefined, 'exists')]).toEqual([
      true,
      true,
      false,
    ]);
  });
  it('is passed by everything when there is none', () => {
    expect(matches({}, undefined)).toBe(true);
  });
});

it('a refusal goes on where a send would, unless it was given a way of its own', () => {
  const node = {
    id: 'a',
    kind: 'send',
    channel: 'wecom',
    purpose: 'service',
    text: 'x',
    next: 'b',
  } as JourneyNode;
  expect(targetOf(node, 'refused')).toBe('b');
  expect(targetOf({ ...node, refused: 'c' } as JourneyNode, 'refused')).toBe('c');
  expect(targetOf(node, 'yes')).toBeNull();
});

it('nobody enters twice unless the journey says so', () => {
  expect(reentryLimit(undefined, now, 'UTC')).toBe('never');
  expect(reentryLimit('always', now, 'UTC')).toBe('always');
  expect(reentryLimit({ after: 'P1D' }, now, 'UTC')).toEqual(new Date('2026-02-28T02:00:00Z'));
});
