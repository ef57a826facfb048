/** Rows made by whole-number formulas, the same to the bit in R. */
export function rowsOf(
  rows: number,
  row: (i: number) => readonly number[],
): { values: number[]; width: number } {
  const values = Array.from({ length: rows }, (_, i) => row(i + 1));
  return { values: values.flat(), width: values[0]!.length };
}

/** Three clouds that touch. */
export const blobs = rowsOf(58, (i) => [
  ((i * 37) % 101) / 10 + (i % 3) * 6,
  ((i * 53) % 97) / 10 + (i % 3 === 1 ? 8 : 0),
]);

/** The same with a second column in another unit. */
export const stretched = rowsOf(58, (i) => [blobs.values[2 * i - 2]!, blobs.values[2 * i - 1]! * 1000 + 5]);

/** Three groups that have little to do with the clouds, so that indices are poor. */
export const mixed = Int32Array.from({ length: 58 }, (_, i) => {
  const rest = (i + 1) % 7;
  if (rest < 3) return 0;
  return rest < 5 ? 1 : 2;
});

/** The clouds, with row 17 in a group of its own. */
export const lonely = Int32Array.from({ length: 58 }, (_, i) => (i + 1 === 17 ? 3 : (i + 1) % 3));
