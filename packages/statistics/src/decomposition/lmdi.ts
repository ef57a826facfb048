import { exp, ln, log1p, sum } from '../numbers.ts';
import {
  checkTotalChange,
  type Decomposition,
  decompositionOf,
  type FactorChange,
  type TotalChange,
} from './total-change.ts';

/**
 * Splits the change of a total into what each factor did to it, by the logarithmic mean Divisia index (LMDI-I).
 *
 * total = Σᵢ Πₖ xₖᵢ. Additive: Δₖ = Σᵢ L(vᵢ', vᵢ)·ln(xₖᵢ' / xₖᵢ) with vᵢ the product of segment i and L(a, b) = (a − b) / ln(a / b);
 * multiplicative: Dₖ = exp(Δₖ / L(total', total)). Nothing is left over: Σ Δₖ = change, Π Dₖ = ratio. Swapping the periods changes every sign.
 * Zeros are taken to their limit: a segment that appears or vanishes counts in equal parts for the factors that are zero in it
 * and not at all for the others. Factors may not be negative; for those use decomposeByShapley. O(segments × factors).
 *
 * @throws {StatisticsError} out_of_range for a negative factor; length_mismatch when factors differ in segments; empty without factors or segments; not_finite when a total or an effect is beyond all numbers
 * @see Ang (2005), The LMDI approach to decomposition analysis, Energy Policy 33:867–871; zeros: Ang, Zhang and Choi (1998), Energy 23:489–495
 * @example
 * const read = decomposeByLmdi({ factors: [
 *   { name: 'visitors', before: [1000], after: [1200] },
 *   { name: 'conversion', before: [0.05], after: [0.04] },
 * ] });
 * read.change // → -2
 * read.effects.map((effect) => effect.additive) // → [8.93252, -10.9325]
 * read.effects.map((effect) => effect.multiplicative) // → [1.2, 0.8]
 */
export function decomposeByLmdi(change: TotalChange): Decomposition {
  const segments = checkTotalChange(change, { min: 0 });
  const { factors } = change;
  const bySegment = factors.map(() => new Float64Array(segments));
  const before = new Float64Array(segments);
  const after = new Float64Array(segments);
  for (let i = 0; i < segments; i++) {
    before[i] = productAt(factors, { segment: i, period: 'before' });
    after[i] = productAt(factors, { segment: i, period: 'after' });
    if (before[i]! > 0 && after[i]! > 0) spreadByLogarithm(factors, { segment: i, into: bySegment });
    else spreadOverZeros(factors, { segment: i, into: bySegment });
  }
  const totalBefore = sum(before);
  const totalAfter = sum(after);
  const weight = totalBefore > 0 && totalAfter > 0 ? logarithmicMean(totalAfter, totalBefore) : undefined;
  const effects = factors.map(({ name }, k) => {
    const additive = sum(bySegment[k]!);
    return {
      factor: name,
      additive,
      multiplicative: weight === undefined ? undefined : exp(additive / weight),
      bySegment: bySegment[k]!,
    };
  });
  return decompositionOf({ before: totalBefore, after: totalAfter, effects });
}

interface Place {
  readonly segment: number;
  readonly into: readonly Float64Array[];
}

function productAt(
  factors: readonly FactorChange[],
  { segment, period }: { segment: number; period: 'before' | 'after' },
): number {
  let product = 1;
  for (const factor of factors) product *= factor[period][segment]!;
  return product;
}

/** (a − b) / ln(a / b), which is a where both are equal. */
function logarithmicMean(a: number, b: number): number {
  return a === b ? a : (a - b) / logarithmOfRatio(a, b);
}

/** ln(a / b), with all its digits where a and b are nearly equal, and also where their ratio is beyond all numbers. */
function logarithmOfRatio(a: number, b: number): number {
  const relative = (a - b) / b;
  if (Math.abs(relative) < 0.5) return log1p(relative);
  const ratio = a / b;
  return ratio > SMALLEST_RATIO && ratio < 1 / SMALLEST_RATIO ? ln(ratio) : ln(a) - ln(b);
}

/** Ratios beyond it lose digits, and then are 0 or infinite. */
const SMALLEST_RATIO = 1e-300;

function spreadByLogarithm(factors: readonly FactorChange[], { segment, into }: Place): void {
  const mean = logarithmicMean(
    productAt(factors, { segment, period: 'after' }),
    productAt(factors, { segment, period: 'before' }),
  );
  for (const [k, { before, after }] of factors.entries())
    into[k]![segment] = mean * logarithmOfRatio(after[segment]!, before[segment]!);
}

/** The limit of the same formula when the zeros come from a common small number. Where both periods are zero it is zero. */
function spreadOverZeros(factors: readonly FactorChange[], { segment, into }: Place): void {
  const change =
    productAt(factors, { segment, period: 'after' }) - productAt(factors, { segment, period: 'before' });
  if (change === 0) return;
  const period = change > 0 ? 'before' : 'after';
  const zeros = factors.filter((factor) => factor[period][segment] === 0).length;
  for (const [k, factor] of factors.entries()) {
    // A product of non-zero factors can be zero only by underflow; then nothing tells the factors apart.
    if (zeros === 0) into[k]![segment] = change / factors.length;
    else if (factor[period][segment] === 0) into[k]![segment] = change / zeros;
  }
}
