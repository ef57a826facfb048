/**
 * Twice the ranks from 1, equal values sharing the mean of theirs: doubled, so that ties stay whole numbers.
 */
export function doubledRanks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (a, b) => values[a]! - values[b]! || a - b,
  );
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let i = start; i < end; i++) ranks[order[i]!] = start + end + 1;
    start = end;
  }
  return ranks;
}
