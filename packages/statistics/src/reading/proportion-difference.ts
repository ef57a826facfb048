/** Two proportions by their difference: the hybrid score interval and the pooled z test. */
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { normalCritical, normalTwoSided } from './critical.ts';
import { type BinomialCounts, checkCounts, checkEnoughTrials, wilsonInterval } from './proportion.ts';

export interface TwoProportionsInput {
  /** The arm that is compared with. */
  readonly control: BinomialCounts;
  /** The arm that is asked about. */
  readonly treatment: BinomialCounts;
  /** Confidence of the interval; 0.95. */
  readonly level?: number;
}

export interface ProportionComparison {
  /** Share of successes in the control. */
  readonly control: number;
  /** Share of successes in the treatment. */
  readonly treatment: number;
  /** Treatment less control, as a fraction: 0.02 is two percentage points. */
  readonly difference: Estimate;
  /** The difference in standard errors under equal chances. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
}

/** Cochran's rule for the approximation of a discrete statistic by a continuous one. */
const FEWEST_EXPECTED = 5;

export function checkTwoProportions({ control, treatment }: TwoProportionsInput): void {
  checkCounts(['control.n', 'control.successes'], control);
  checkCounts(['treatment.n', 'treatment.successes'], treatment);
}

/** Method 10 of Newcombe; for arms that were checked. */
function hybridScore({ control, treatment }: TwoProportionsInput, level: number): Estimate {
  const z = normalCritical(level);
  const [c, t] = [control.successes / control.n, treatment.successes / treatment.n];
  const ofControl = wilsonInterval(control, z);
  const ofTreatment = wilsonInterval(treatment, z);
  const value = t - c;
  return {
    value,
    standardError: Math.sqrt((t * (1 - t)) / treatment.n + (c * (1 - c)) / control.n),
    interval: {
      lower: value - length(t - ofTreatment.lower, ofControl.upper - c),
      upper: value + length(ofTreatment.upper - t, c - ofControl.lower),
    },
    level,
  };
}

function length(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/**
 * The difference of two proportions with an interval that is right also for small arms and rare successes.
 *
 * Newcombe's method 10 puts the score limits l, u of each arm together:
 * d − √((p₁ − l₁)² + (u₀ − p₀)²) … d + √((u₁ − p₁)² + (p₀ − l₀)²). The standard error is the unpooled one, and may be 0
 * where the interval is not. The arms are independent. The rule is 5 units in each arm. O(1).
 *
 * @throws {StatisticsError} too_few when an arm has fewer than 5 units (use testProportionsExactly); out_of_range when counts are not whole or successes exceed n
 * @see Newcombe (1998), Statistics in Medicine 17:873–890, method 10
 * @example
 * const rare = differenceOfProportions({ control: { n: 10, successes: 0 }, treatment: { n: 10, successes: 3 } });
 * rare.interval // → {"lower":-0.0375924,"upper":0.603222}
 */
export function differenceOfProportions(input: TwoProportionsInput): Estimate {
  const { control, treatment, level = 0.95 } = input;
  normalCritical(level);
  checkTwoProportions(input);
  checkEnoughTrials('control.n', control, 'testProportionsExactly');
  checkEnoughTrials('treatment.n', treatment, 'testProportionsExactly');
  return hybridScore(input, level);
}

/**
 * Whether the treatment's share of successes differs from the control's, by how much, and how surely.
 *
 * The interval is Newcombe's (see differenceOfProportions); p is of z = (p₁ − p₀) / √(p̄(1 − p̄)(1/n₁ + 1/n₀)) with the
 * pooled share p̄, the score test that is also Pearson's chi-square without correction. Units are independent and are
 * assigned at random. The rule is 5 expected successes and 5 expected failures in each arm. O(1).
 *
 * @throws {StatisticsError} too_few when an arm expects fewer than 5 successes or failures (use testProportionsExactly and differenceOfProportions); out_of_range when counts are not whole or successes exceed n
 * @see Newcombe (1998), Statistics in Medicine 17:873–890, method 10; Cochran (1954), Biometrics 10:417–451, for the rule
 * @example
 * const read = compareProportions({ control: { n: 1000, successes: 100 }, treatment: { n: 1000, successes: 120 } });
 * read.difference.value // → 0.02
 * read.difference.interval // → {"lower":-0.00749217,"upper":0.0475507}
 * read.pValue // → 0.152918
 */
export function compareProportions(input: TwoProportionsInput): ProportionComparison {
  const { control, treatment, level = 0.95 } = input;
  normalCritical(level);
  checkTwoProportions(input);
  const pooled = (control.successes + treatment.successes) / (control.n + treatment.n);
  const rarer = Math.min(pooled, 1 - pooled);
  checkExpected('control', control.n * rarer);
  checkExpected('treatment', treatment.n * rarer);
  const difference = hybridScore(input, level);
  const variance = pooled * (1 - pooled) * (1 / control.n + 1 / treatment.n);
  const z = difference.value / Math.sqrt(variance);
  return {
    control: control.successes / control.n,
    treatment: treatment.successes / treatment.n,
    difference,
    z,
    pValue: normalTwoSided(z),
  };
}

function checkExpected(argument: string, expected: number): void {
  if (expected < FEWEST_EXPECTED)
    throw new StatisticsError('too_few', {
      argument,
      says: `expects only ${expected} successes or failures, and the z test needs ${FEWEST_EXPECTED}; use testProportionsExactly`,
      details: {
        rule: `at least ${FEWEST_EXPECTED} expected successes and failures in each arm`,
        instead: 'testProportionsExactly',
        expected,
      },
    });
}
