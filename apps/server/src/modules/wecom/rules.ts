/** Decisions about callbacks, friendships and waits; no I/O. */

/** A welcome code works for 20 s after WeCom made it. (OFF 92137) */
export const welcomeLifeMs = 20_000;
/** A welcome with less time than this left is not tried: the call itself would outlast the code. */
export const welcomeMarginMs = 300;

/** With the pauses below some hour and a half; the comparison with WeCom heals what is given up. */
export const maxAttempts = 20;

/** Pause before the next attempt: 250 ms, doubled each time, at most ten minutes. */
export function backOffMs(attempts: number): number {
  return Math.min(600_000, 250 * 2 ** Math.min(attempts, 20));
}

/** When staff's confirmation is asked for again: 2 s after the message was made, then ever less often. */
export function pollDelayMs(polls: number): number {
  return Math.min(30 * 60_000, 2_000 * 1.7 ** Math.min(polls, 30));
}

/** A mass message that staff have not confirmed by then is given up. */
export const confirmWithinMs = 7 * 86_400_000;

export interface Friendship {
  state: 'friend' | 'removed';
  since: Date;
  removedAt: Date | null;
}

/**
 * What an "added" means for what is known. WeCom does not keep the order of its callbacks and its times are whole
 * seconds, so an addition of the very second of the removal counts only if WeCom says that they are friends now.
 */
export function onAdded(
  known: Friendship | null,
  added: { at: Date; following: boolean },
): 'first' | 'again' | 'known' | 'late' {
  if (!known) return 'first';
  if (known.state === 'friend') return 'known';
  const removedAt = known.removedAt?.getTime() ?? 0;
  if (added.at.getTime() > removedAt) return 'again';
  return added.following && sameSecond(added.at, removedAt) ? 'again' : 'late';
}

/** What a "removed" means. One that is older than the friendship is about an earlier one. */
export function onRemoved(known: Friendship | null, at: Date): 'removed' | 'unknown' | 'known' | 'late' {
  if (!known) return 'unknown';
  if (known.state === 'removed') return 'known';
  return at.getTime() >= known.since.getTime() || sameSecond(at, known.since.getTime()) ? 'removed' : 'late';
}

function sameSecond(a: Date, bMs: number): boolean {
  return Math.floor(a.getTime() / 1000) === Math.floor(bMs / 1000);
}

export interface TagSides {
  /** Corp tags that the pair had when both sides last agreed. */
  base: readonly string[];
  /** What the customer carries here. */
  ours: readonly string[];
  /** What the pair has at WeCom. */
  theirs: readonly string[];
}

/** Changes made at WeCom since both sides last agreed: what to put on the customer, what to take off. */
export function changedAtWecom(sides: TagSides): { add: string[]; remove: string[] } {
  return {
    add: without(without(sides.theirs, sides.base), sides.ours),
    remove: intersect(without(sides.base, sides.theirs), sides.ours),
  };
}

/** Changes made here since then: what to mark at WeCom, what to unmark. */
export function changedHere(sides: Omit<TagSides, 'theirs'>): { add: string[]; remove: string[] } {
  return { add: without(sides.ours, sides.base), remove: without(sides.base, sides.ours) };
}

function without(list: readonly string[], other: readonly string[]): string[] {
  const set = new Set(other);
  return list.filter((item) => !set.has(item));
}

function intersect(list: readonly string[], other: readonly string[]): string[] {
  const set = new Set(other);
  return list.filter((item) => set.has(item));
}

/** Puts the traveller's name into a text; without a name the place stays empty. Cut to `maxBytes` of UTF-8. */
export function personalised(text: string, name: string | null, maxBytes = 4_000): string {
  return cutToBytes(text.replaceAll('{name}', name ?? ''), maxBytes);
}

/** At most `maxBytes` of UTF-8, never half a character. */
export function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > maxBytes) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

function utf8Length(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** Equal for messages that may share one mass message: same sender, text and link. */
export function taskKey(message: { staffUserid: string; text: string; link?: string | null }): string {
  return JSON.stringify([message.staffUserid, message.text, message.link ?? null]);
}

/** Midnight that ends the day of `now` in the corp's zone (UTC+8, without daylight saving), and a minute. */
export function tomorrow(now: Date): Date {
  const zoneMs = 8 * 3_600_000;
  const day = Math.floor((now.getTime() + zoneMs) / 86_400_000) + 1;
  return new Date(day * 86_400_000 - zoneMs + 60_000);
}
