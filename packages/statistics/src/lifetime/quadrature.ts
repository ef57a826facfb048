/** Integrals of smooth functions, several at once, to nearly all digits. */
import { StatisticsError } from '../errors.ts';

/** Roots and weights of the Legendre polynomial of degree 20, the positive half (Abramowitz and Stegun 1964, table 25.4). */
const NODES: readonly (readonly [root: number, weight: number])[] = [
  [0.076526521133497338, 0.15275338713072584],
  [0.22778585114164507, 0.14917298647260374],
  [0.37370608871541955, 0.14209610931838204],
  [0.51086700195082713, 0.13168863844917664],
  [0.63605368072651502, 0.11819453196151841],
  [0.7463319064601508, 0.10193011981724044],
  [0.83911697182221878, 0.083276741576704755],
  [0.91223442825132595, 0.062672048334109068],
  [0.96397192727791381, 0.040601429800386939],
  [0.99312859918509488, 0.017614007139152118],
];

const MOST_PANELS = 16_384;
/** Panels × places: some seconds. */
const MOST_WORK = 400_000;
const AGREEMENT = 1e-13;

/** ∫ from 0 to `to` of each place of what `at` gives. Panels are halved until two results agree to 1e-13 of the largest. Throws did_not_converge, naming `argument`. */
export function integrate(
  argument: string,
  at: (x: number) => Float64Array,
  { to, width }: { to: number; width: number },
): Float64Array {
  let before = inPanels(at, { to, width, panels: 1 });
  for (let panels = 2; panels <= MOST_PANELS && panels * width <= MOST_WORK; panels *= 2) {
    const now = inPanels(at, { to, width, panels });
    if (!now.every(Number.isFinite)) break;
    const largest = now.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (now.every((value, i) => Math.abs(value - before[i]!) <= AGREEMENT * largest)) return now;
    before = now;
  }
  throw new StatisticsError('did_not_converge', {
    argument,
    says: `leads to an integral that does not settle: up to ${MOST_PANELS} panels do not resolve it`,
    details: { iterations: MOST_PANELS },
  });
}

function inPanels(
  at: (x: number) => Float64Array,
  { to, width, panels }: { to: number; width: number; panels: number },
): Float64Array {
  const half = to / panels / 2;
  const total = new Float64Array(width);
  for (let panel = 0; panel < panels; panel++) {
    const middle = (2 * panel + 1) * half;
    for (const [root, weight] of NODES)
      for (const side of [-root, root]) {
        const values = at(middle + side * half);
        for (let i = 0; i < width; i++) total[i]! += weight * half * values[i]!;
      }
  }
  return total;
}
