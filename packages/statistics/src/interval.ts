/** What a reader gets of a number that was estimated. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export interface Estimate {
  readonly value: number;
  /** Of the sampling distribution, in the unit of `value`. */
  readonly standardError: number;
  /** Covers the true value in `level` of all repetitions. */
  readonly interval: Interval;
  readonly level: number;
}
