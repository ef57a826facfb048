/** The distribution of the difference of two beliefs, for its interval. */
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { breaksBetween, integrateOnce, integratePanels, type Vector } from '../quadrature.ts';
import { normalCritical } from '../reading/critical.ts';
import { type Posterior, panelsFor, type Scale } from './posterior.ts';
import { tabulate } from './table.ts';

interface Belief {
  readonly posterior: Posterior;
  /** ∫ of its density over all places. */
  readonly mass: number;
}

interface Difference {
  readonly treatment: Belief;
  readonly control: Belief;
  readonly scale: Scale;
}

/** P(value ≤ that of the place) of the treatment, and the rest. */
type Split = (place: number) => readonly [below: number, above: number];

interface Search extends Difference {
  readonly split: Split;
}

/** In standard errors. Newton's steps shrink to their squares, so after one this small the next is rounding. */
const SMALL_STEP = 1e-6;
const LONGEST_STEP = 2;
/** Of a tail this small ten digits are not left in a table that is right to 10⁻¹⁴. */
const FAR_TAIL = 1e-5;
const STEPS = 60;

export function differenceOf(difference: Difference, level: number): Estimate {
  const { treatment, control } = difference;
  const value = treatment.posterior.mean - control.posterior.mean;
  const squares =
    treatment.posterior.deviation * treatment.posterior.deviation +
    control.posterior.deviation * control.posterior.deviation;
  const standardError = Math.sqrt(squares);
  const tail = (1 - level) / 2;
  const z = normalCritical(level);
  const anchors = treatment.posterior.anchor - control.posterior.anchor;
  const search = { ...difference, split: splitFor(treatment.posterior, tail) };
  const end = (side: number) =>
    anchors +
    endOf(search, { side, tail, unit: standardError, start: value - anchors + side * z * standardError });
  return { value, standardError, interval: { lower: end(-1), upper: end(1) }, level };
}

function splitFor(posterior: Posterior, tail: number): Split {
  if (tail < FAR_TAIL) return posterior.split;
  const below = tabulate(posterior);
  return (place) => {
    const chance = below(place);
    return [chance, 1 - chance];
  };
}

interface Sought {
  /** 1: the end above which `tail` lies; −1: below which. */
  readonly side: number;
  readonly tail: number;
  readonly unit: number;
  /** The end of a normal distribution: offset of the difference from that of the anchors. */
  readonly start: number;
}

/** Newton's steps, held inside what is known to bracket the end. */
function endOf(search: Search, { side, tail, unit, start }: Sought): number {
  let [lower, upper] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let offset = start;
  for (let trial = 0; trial < STEPS; trial++) {
    let { chance, density } = beyond(search, { offset, side }, integrateOnce);
    let step = stepTo({ excess: chance - tail, density, side, unit });
    if (Math.abs(step) < SMALL_STEP * unit) {
      ({ chance, density } = beyond(search, { offset, side }, integratePanels));
      step = stepTo({ excess: chance - tail, density, side, unit });
      if (Math.abs(step) < SMALL_STEP * unit) return offset + step;
    }
    if (step > 0) lower = offset;
    else upper = offset;
    const next = offset + step;
    offset = next > lower && next < upper ? next : (lower + upper) / 2;
  }
  throw new StatisticsError('did_not_converge', {
    argument: 'level',
    says: `leads to an interval whose end was not found in ${STEPS} steps`,
    details: { iterations: STEPS },
  });
}

interface Miss {
  readonly excess: number;
  readonly density: number;
  readonly side: number;
  readonly unit: number;
}

function stepTo({ excess, density, side, unit }: Miss): number {
  const most = LONGEST_STEP * unit;
  const step = density > 0 ? (side * excess) / density : side * excess > 0 ? most : -most;
  return Math.min(most, Math.max(-most, step));
}

const panelsOf = ({ extent }: Posterior) => panelsFor([{ ...extent, ...extent.body }]);

type Integrate = (argument: string, breaks: ArrayLike<number>, vector: Vector) => Float64Array;

/** P(difference beyond the offset), ∫ f_0(x)·P(treatment beyond x + d) dx, and the density of the difference there. */
function beyond(
  { treatment, control, scale, split }: Search,
  { offset, side }: { offset: number; side: number },
  integrate: Integrate,
): { chance: number; density: number } {
  const [one, other] = [control.posterior, treatment.posterior];
  const moved = panelsOf(other).map((place) =>
    scale.placeOf(scale.offsetOf(place, other.anchor) - offset, one.anchor),
  );
  const breaks = breaksBetween([...panelsOf(one), ...moved], one.extent.body.lower, one.extent.body.upper);
  const [chance = 0, density = 0] = integrate('level', breaks, {
    width: 2,
    negligible: [one.extent.width * 1e-13, Number.POSITIVE_INFINITY],
    at: (place, out) => {
      const weight = one.density(place);
      const there = scale.placeOf(scale.offsetOf(place, one.anchor) + offset, other.anchor);
      if (Number.isFinite(there)) {
        const [below, above] = split(there);
        out[0] = weight * (side > 0 ? above : below);
        out[1] = (weight * other.density(there)) / scale.slope(there) / treatment.mass;
      } else {
        out[0] = there > 0 === side > 0 ? 0 : weight;
        out[1] = 0;
      }
    },
  });
  return { chance: chance / control.mass, density: density / control.mass };
}
