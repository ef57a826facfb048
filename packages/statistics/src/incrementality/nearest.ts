/** The nearest control of each treated row along one line (the log odds of being treated), with or without putting it back. */

export interface NearestOptions {
  readonly neighbours: number;
  readonly replace: boolean;
  /** The farthest a match may be, in the unit of the scores. */
  readonly farthest: number;
}

/** Controls along the line; taken ones are skipped by following who is next, so that a search stays short. */
interface Line {
  /** Rows by rising score, equal scores by row. */
  readonly rows: Int32Array;
  readonly scores: Float64Array;
  /** Nearest place that is still free, at or above / at or below. */
  readonly up: Int32Array;
  readonly down: Int32Array;
}

/** Treated rows × neighbours, row-major, −1 where none is near enough. Treated are in the order given; see `matchingOrder`. */
export function matchNearest(
  scores: Float64Array,
  { treated, controls }: { readonly treated: Int32Array; readonly controls: Int32Array },
  options: NearestOptions,
): Int32Array {
  const { neighbours, replace } = options;
  const line = lineOf(scores, controls);
  const matches = new Int32Array(treated.length * neighbours).fill(-1);
  const order = matchingOrder(scores, treated);
  if (replace) {
    for (const t of order)
      nearestSeveral(scores[treated[t]!]!, line, options).forEach((row, k) => {
        matches[t * neighbours + k] = row;
      });
    return matches;
  }
  // Everyone gets a first control before anyone gets a second.
  for (let k = 0; k < neighbours; k++)
    for (const t of order) {
      const place = nearestFree(scores[treated[t]!]!, line, options.farthest);
      if (place < 0) continue;
      matches[t * neighbours + k] = line.rows[place]!;
      take(line, place);
    }
  return matches;
}

/** Places of the treated by falling score, equal scores by row: who is hardest to match chooses first. */
function matchingOrder(scores: Float64Array, treated: Int32Array): Int32Array {
  return Int32Array.from(treated.keys()).sort(
    (a, b) => scores[treated[b]!]! - scores[treated[a]!]! || treated[a]! - treated[b]!,
  );
}

function lineOf(scores: Float64Array, controls: Int32Array): Line {
  const rows = Int32Array.from(controls).sort((a, b) => scores[a]! - scores[b]! || a - b);
  return {
    rows,
    scores: Float64Array.from(rows, (row) => scores[row]!),
    // One more place at each end stands for "none is left on this side".
    up: Int32Array.from({ length: rows.length + 1 }, (_, i) => i),
    down: Int32Array.from({ length: rows.length + 1 }, (_, i) => i),
  };
}

/** Follows the chain to its free end and shortens it on the way. */
function free(chain: Int32Array, start: number): number {
  let end = start;
  while (chain[end] !== end) end = chain[end]!;
  for (let at = start; chain[at] !== end && at !== end; ) {
    const next = chain[at]!;
    chain[at] = end;
    at = next;
  }
  return end;
}

function take(line: Line, place: number): void {
  line.up[place] = place + 1;
  // `down` is shifted by one: its place 0 stands for none.
  line.down[place + 1] = place;
}

/** First place whose score is not below. */
function firstNotBelow({ scores }: Line, score: number): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (scores[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nearest free place, of equally near the one whose row is first; −1 when none is near enough. */
function nearestFree(score: number, line: Line, farthest: number): number {
  const start = firstNotBelow(line, score);
  const above = free(line.up, start);
  const below = firstOfEqual(line, free(line.down, start) - 1);
  const up = above < line.rows.length ? line.scores[above]! - score : Number.POSITIVE_INFINITY;
  const down = below >= 0 ? score - line.scores[below]! : Number.POSITIVE_INFINITY;
  if (Math.min(up, down) > farthest || (above >= line.rows.length && below < 0)) return -1;
  if (up === down) return line.rows[above]! < line.rows[below]! ? above : below;
  return up < down ? above : below;
}

/** Of places with this score, the free one whose row is first. */
function firstOfEqual(line: Line, place: number): number {
  if (place < 0) return -1;
  return free(line.up, firstNotBelow(line, line.scores[place]!));
}

/** Controls below a score from the nearest on: blocks of equal score downwards, each in order of its rows. */
interface Downwards {
  place: number;
  blockEnd: number;
}

function blockBelow(line: Line, blockEnd: number): Downwards {
  return { place: blockEnd < 0 ? -1 : firstNotBelow(line, line.scores[blockEnd]!), blockEnd };
}

/** The nearest several, each row once for this treated row; of equally near ones the first rows. */
function nearestSeveral(score: number, line: Line, { neighbours, farthest }: NearestOptions): number[] {
  const { rows, scores } = line;
  const found: number[] = [];
  let above = firstNotBelow(line, score);
  let below = blockBelow(line, above - 1);
  while (found.length < neighbours) {
    const up = above < rows.length ? scores[above]! - score : Number.POSITIVE_INFINITY;
    const down = below.place >= 0 ? score - scores[below.place]! : Number.POSITIVE_INFINITY;
    const nearest = Math.min(up, down);
    if (nearest > farthest || nearest === Number.POSITIVE_INFINITY) break;
    if (up < down || (up === down && rows[above]! < rows[below.place]!)) {
      found.push(rows[above]!);
      above += 1;
      continue;
    }
    found.push(rows[below.place]!);
    if (below.place < below.blockEnd) below.place += 1;
    else below = blockBelow(line, firstNotBelow(line, scores[below.blockEnd]!) - 1);
  }
  return found;
}
