/** exp(−x) by table and Taylor, and panels of Gauss-Legendre nodes: what the walk spends its time on. */
import { exp } from '../numbers.ts';

const PER_UNIT = 32;
/** exp(−45) is 3 × 10⁻²⁰ of the peak: nothing to a sum of doubles. */
const LARGEST = 45;
const TABLE = Float64Array.from({ length: LARGEST * PER_UNIT + 2 }, (_, i) => exp(-i / PER_UNIT));

/** exp(−x) for x ≥ 0 to 2 × 10⁻¹⁶ of its value, ten times as fast as the general one; nought beyond 45. */
export function expOfMinus(x: number): number {
  if (x >= LARGEST) return 0;
  const nearest = (x * PER_UNIT + 0.5) | 0;
  // |y| ≤ 1/64, so the first term left out is below (1/64)⁷/7! = 5 × 10⁻¹⁷.
  const y = nearest / PER_UNIT - x;
  const taylor = 1 + y * (1 + y * (1 / 2 + y * (1 / 6 + y * (1 / 24 + y * (1 / 120 + y / 720)))));
  return TABLE[nearest]! * taylor;
}

/** Roots and weights of the Legendre polynomial of degree 16, the positive half (Abramowitz and Stegun 1964, table 25.4). */
const ROOTS = [
  0.095_012_509_837_637_44, 0.281_603_550_779_258_9, 0.458_016_777_657_227_4, 0.617_876_244_402_643_7,
  0.755_404_408_355_003, 0.865_631_202_387_831_8, 0.944_575_023_073_232_6, 0.989_400_934_991_649_9,
];
const WEIGHTS = [
  0.189_450_610_455_068_5, 0.182_603_415_044_923_6, 0.169_156_519_395_002_54, 0.149_595_988_816_576_74,
  0.124_628_971_255_533_88, 0.095_158_511_682_492_79, 0.062_253_523_938_647_89, 0.027_152_459_411_754_096,
];
const HALF = ROOTS.length;
export const NODES_PER_PANEL = 2 * HALF;

export interface Nodes {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** Writes the nodes of `panels` equal panels over [lower, upper] from position `at` on, ascending. */
export function fillPanels(
  { points, weights }: Nodes,
  at: number,
  { lower, upper, panels }: { lower: number; upper: number; panels: number },
): void {
  const half = (upper - lower) / panels / 2;
  for (let panel = 0; panel < panels; panel++) {
    const middle = lower + (2 * panel + 1) * half;
    const first = at + panel * NODES_PER_PANEL;
    for (let i = 0; i < HALF; i++) {
      const right = first + HALF + i;
      const left = first + HALF - 1 - i;
      points[right] = middle + half * ROOTS[i]!;
      points[left] = middle - half * ROOTS[i]!;
      weights[right] = half * WEIGHTS[i]!;
      weights[left] = half * WEIGHTS[i]!;
    }
  }
}
