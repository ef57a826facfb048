/** Where the time comes from. Everything that asks for the time takes a clock, so that tests decide it. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until told otherwise. */
export type TestClock = Clock & {
  set(instant: Date | string): void;
  /** Moves forward by milliseconds. */
  advance(durationMs: number): void;
};

/** @param start an instant, ISO 8601 when a string */
export function createTestClock(start: Date | string): TestClock {
  let nowMs = new Date(start).getTime();
  if (Number.isNaN(nowMs)) throw new Error(`Not an instant: ${String(start)}`);
  return {
    now: () => new Date(nowMs),
    set(instant) {
      nowMs = new Date(instant).getTime();
    },
    advance(durationMs) {
      nowMs += durationMs;
    },
  };
}
