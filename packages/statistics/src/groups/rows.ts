/** Many measures of many customers: one row each, in one block. */
import { checkCount, checkList, checkObject, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

export interface RowMatrix {
  /** Row after row: the first `width` numbers are the first customer's. Each within ±1e140 (out_of_range), beyond which squares overflow. Float32Array halves the memory of very many rows. */
  readonly values: ArrayLike<number>;
  /** Numbers per row. */
  readonly width: number;
}

/** What was computed: as RowMatrix, and always a Float64Array. */
export interface ComputedRows extends RowMatrix {
  readonly values: Float64Array;
}

/** Beyond this, squares and their sums would overflow. */
export const LARGEST = 1e140;

/** How many rows there are; `argument` is empty when the values are not inside another. Throws when they are none, are not whole, or have a number that cannot be squared and summed. */
export function countRows(argument: string, rows: RowMatrix): number {
  checkObject(argument, rows, '{ values, width: 2 }');
  const { values, width } = rows;
  const inside = argument === '' ? '' : `${argument}.`;
  checkCount(`${inside}width`, width, { min: 1 });
  checkList(`${inside}values`, values);
  if (values.length % width !== 0)
    throw new StatisticsError('length_mismatch', {
      argument: `${inside}values`,
      says: `must have whole rows of ${width}, not ${values.length} numbers`,
      details: { expected: width, length: values.length },
    });
  checkValues(`${inside}values`, values, { min: -LARGEST, max: LARGEST });
  return values.length / width;
}

/** Both describe the same customers, or the same measures. */
export function checkSameWidth(first: [string, RowMatrix], second: [string, RowMatrix]): void {
  if (first[1].width !== second[1].width)
    throw new StatisticsError('length_mismatch', {
      argument: `${second[0]}.width`,
      says: `must be ${first[1].width} as that of ${first[0]}, not ${second[1].width}`,
      details: { expected: first[1].width, length: second[1].width },
    });
}

export function compareRows({ values, width }: RowMatrix, a: number, b: number): number {
  for (let j = 0, x = a * width, y = b * width; j < width; j++, x++, y++) {
    const difference = values[x]! - values[y]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Row numbers in the order of their values, first column first. Equal rows keep their order. */
export function orderOfRows(points: RowMatrix): Uint32Array {
  const order = Uint32Array.from({ length: points.values.length / points.width }, (_, i) => i);
  return order.sort((a, b) => compareRows(points, a, b) || a - b);
}

/** Of rows in their order. */
export function countDistinct(sorted: ComputedRows): number {
  let distinct = 1;
  for (let i = 1; i < sorted.values.length / sorted.width; i++)
    if (compareRows(sorted, i - 1, i) !== 0) distinct++;
  return distinct;
}

export function takeRows({ values, width }: RowMatrix, rows: ArrayLike<number>): ComputedRows {
  const taken = new Float64Array(rows.length * width);
  for (let i = 0, to = 0; i < rows.length; i++) {
    let from = rows[i]! * width;
    // Adding zero makes −0 a 0, so that equal rows have equal bits.
    for (let j = 0; j < width; j++) taken[to++] = values[from++]! + 0;
  }
  return { values: taken, width };
}

/** ‖row a of `points` − row b of `centres`‖². */
export function squaredDistance(
  points: RowMatrix,
  a: number,
  { row, of }: { row: number; of: RowMatrix },
): number {
  const { values: first, width } = points;
  const second = of.values;
  let sum = 0;
  for (let j = 0, x = a * width, y = row * width; j < width; j++, x++, y++) {
    const difference = first[x]! - second[y]!;
    sum += difference * difference;
  }
  return sum;
}
