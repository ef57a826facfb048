/** The median of the sizes of the values, signs left out. */
export function medianSize(values: Float64Array): number {
  const sorted = values.map((one) => Math.abs(one)).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
