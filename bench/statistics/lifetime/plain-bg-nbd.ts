/** BG/NBD as one writes it down from the paper: what the fit is measured against. */
import type { Columns } from './customers.ts';

/** Equation 6 of Fader, Hardie and Lee (2005), in logarithms, customer by customer. */
export function negativeLogLikelihood(
  values: readonly number[],
  { frequency, recency, age }: Columns,
): number {
  const [r = 0, alpha = 0, a = 0, b = 0] = values;
  let total = 0;
  for (let i = 0; i < frequency.length; i++) {
    const x = frequency[i] ?? 0;
    const first = lnGamma(r + x) - lnGamma(r) + r * Math.log(alpha);
    const second = lnGamma(a + b) + lnGamma(b + x) - lnGamma(b) - lnGamma(a + b + x);
    const third = -(r + x) * Math.log(alpha + (age[i] ?? 0));
    const dropped =
      Math.log(a) - Math.log(b + Math.max(x, 1) - 1) - (r + x) * Math.log(alpha + (recency[i] ?? 0));
    const most = x > 0 ? Math.max(third, dropped) : third;
    total +=
      first + second + most + Math.log(Math.exp(third - most) + (x > 0 ? Math.exp(dropped - most) : 0));
  }
  return -total;
}

const LANCZOS = [
  0.999_999_999_999_809_9, 676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_1,
  -176.615_029_162_140_6, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
  1.505_632_735_149_311_6e-7,
];

/** Lanczos (1964) with g = 7 and nine terms; x > 0. */
function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  let sum = LANCZOS[0] ?? 0;
  for (let i = 1; i < LANCZOS.length; i++) sum += (LANCZOS[i] ?? 0) / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const TOLERANCE = 1e-8;
const MOST_STEPS = 2_000;

/** How many evaluations the search of Nelder and Mead (1965) makes, from all ones, until the simplex is level. */
export function evaluationsOfSearch(objective: (logs: number[]) => number): number {
  let evaluations = 0;
  const corner = (point: number[]) => {
    evaluations += 1;
    return { point, value: objective(point) };
  };
  const start = [0, 0, 0, 0];
  let simplex = [corner(start), ...start.map((_, i) => corner(start.map((x, j) => (i === j ? x + 1 : x))))];
  for (let step = 0; step < MOST_STEPS; step++) {
    simplex = simplex.toSorted((one, other) => one.value - other.value);
    const [best, ...others] = simplex;
    const worst = others.at(-1);
    const middling = others.at(-2);
    if (!best || !worst || !middling) throw new Error('a simplex has five corners');
    if (worst.value - best.value <= TOLERANCE * Math.abs(best.value)) break;
    const kept = simplex.slice(0, -1);
    const centre = start.map(
      (_, i) => kept.reduce((sum, { point }) => sum + (point[i] ?? 0), 0) / kept.length,
    );
    const along = (by: number) => corner(centre.map((x, i) => x + by * ((worst.point[i] ?? 0) - x)));
    const reflected = along(-1);
    let next = reflected;
    if (reflected.value < best.value) {
      const expanded = along(-2);
      if (expanded.value < reflected.value) next = expanded;
    } else if (reflected.value >= middling.value) {
      next = along(reflected.value < worst.value ? -0.5 : 0.5);
    }
    if (next.value < Math.max(worst.value, reflected.value) && next.value < worst.value)
      simplex = [...kept, next];
    else
      simplex = [
        best,
        ...others.map(({ point }) => corner(point.map((x, i) => (x + (best.point[i] ?? 0)) / 2))),
      ];
  }
  return evaluations;
}
