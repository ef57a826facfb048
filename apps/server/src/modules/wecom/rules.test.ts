import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  backOffMs,
  changedAtWecom,
  changedHere,
  cutToBytes,
  onAdded,
  onRemoved,
  personalised,
  pollDelayMs,
  tomorrow,
} from './rules.ts';

const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);
const friend = { state: 'friend', since: at(10), removedAt: null } as const;
const former = { state: 'removed', since: at(10), removedAt: at(20) } as const;

describe('a friendship', () => {
  it('begins with the first addition, and again after a removal', () => {
    expect(onAdded(null, { at: at(1), following: true })).toBe('first');
    expect(onAdded(friend, { at: at(30), following: true })).toBe('known');
    expect(onAdded(former, { at: at(21), following: true })).toBe('again');
  });

  it('is not begun by an addition that arrives after the removal that followed it', () => {
    expect(onAdded(former, { at: at(15), following: false })).toBe('late');
    expect(onAdded(former, { at: at(15), following: true })).toBe('late');
  });

  it('is decided by WeCom when addition and removal are of the same second', () => {
    expect(onAdded(former, { at: at(20), following: true })).toBe('again');
    expect(onAdded(former, { at: at(20), following: false })).toBe('late');
  });

  it('is not ended by a removal that is older than it', () => {
    expect(onRemoved(friend, at(9))).toBe('late');
    expect(onRemoved(friend, at(10))).toBe('removed');
    expect(onRemoved(friend, at(11))).toBe('removed');
    expect(onRemoved(former, at(30))).toBe('known');
    expect(onRemoved(null, at(30))).toBe('unknown');
  });
});

describe('tags on both sides', () => {
  const tags = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'));

  it('agree after changes on either side were carried over', () => {
    fc.assert(
      fc.property(tags, tags, tags, (base, ours, theirs) => {
        const adopted = changedAtWecom({ base, ours, theirs });
        const here = new Set([...ours, ...adopted.add].filter((tag) => !adopted.remove.includes(tag)));
        const marked = changedHere({ base: theirs, ours: [...here] });
        const there = new Set([...theirs, ...marked.add].filter((tag) => !marked.remove.includes(tag)));
        expect([...there].sort()).toEqual([...here].sort());
        // Whoever changed nothing loses nothing: a tag of all three stays, one of none does not come.
        for (const tag of base)
          if (ours.includes(tag) && theirs.includes(tag)) expect(here.has(tag)).toBe(true);
      }),
    );
  });
});

describe('a text', () => {
  it('greets by name, or without one when it is not known', () => {
    expect(personalised('{name}，您好！{name}', '李华')).toBe('李华，您好！李华');
    expect(personalised('{name}您好', null)).toBe('您好');
  });

  it('is cut to bytes of UTF-8, never through a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, most) => {
        const cut = cutToBytes(text, most);
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('waits', () => {
  it('grow and end at their bounds', () => {
    expect([1, 2, 3].map(backOffMs)).toEqual([500, 1000, 2000]);
    expect(backOffMs(50)).toBe(600_000);
    expect(pollDelayMs(0)).toBe(2_000);
    expect(pollDelayMs(100)).toBe(30 * 60_000);
  });

  it('until tomorrow end a minute after midnight in Shanghai', () => {
    expect(tomorrow(new Date('2026-03-02T15:59:59Z')).toISOString()).toBe('2026-03-02T16:01:00.000Z');
    expect(tomorrow(new Date('2026-03-02T16:00:00Z')).toISOString()).toBe('2026-03-03T16:01:00.000Z');
  });
});
