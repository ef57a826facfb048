/**
 * Paths made by a formula, the same here and in R, for the cases that R computes:
 *
 *   generate <- function(count, m) { x <- 1; draw <- function(n) { x <<- (x * 69069 + 1) %% 2^31; floor(x / 2^31 * n) }
 *     lapply(1:count, function(i) { len <- 1 + draw(6); t <- sapply(1:len, function(j) min(draw(m), draw(m)));
 *       c <- draw(4); n <- draw(30); v <- draw(1000); list(t = t, c = c, n = n, v = if (c > 0) v else 0) }) }
 */
import { type Journey, type PathColumns, pathsFrom } from './paths-from.ts';

interface FormulaPath {
  readonly touches: readonly number[];
  readonly conversions: number;
  readonly nulls: number;
  readonly value: number;
}

function formulaJourneys(count: number, channels: number): FormulaPath[] {
  let x = 1;
  const draw = (n: number): number => {
    x = (x * 69069 + 1) % 2147483648;
    return Math.floor((x / 2147483648) * n);
  };
  return Array.from({ length: count }, () => {
    const length = 1 + draw(6);
    const touches = Array.from({ length }, () => Math.min(draw(channels), draw(channels)));
    const conversions = draw(4);
    const nulls = draw(30);
    const value = draw(1000);
    return { touches, conversions, nulls, value: conversions > 0 ? value : 0 };
  });
}

/** Channels are named c0, c1, …; a touch is 3 days older than the one after it. */
export function formulaPaths(count: number, channels: number): PathColumns {
  const journeys = formulaJourneys(count, channels)
    .filter(({ conversions, nulls }) => conversions + nulls > 0)
    .map(
      ({ touches, ...rest }): Journey => ({
        ...rest,
        touches: touches.map((touch) => `c${touch}`),
        ages: touches.map((_, at) => 3 * (touches.length - 1 - at)),
      }),
    );
  return pathsFrom({ journeys, channels: Array.from({ length: channels }, (_, index) => `c${index}`) });
}
