/** Shapley values of a game, for whoever divides by what each adds to every set. */

/**
 * φ(i) = Σ over sets S without i of |S|!(n − |S| − 1)!/n! · (v(S ∪ i) − v(S)), v[set] the worth of a set as a bit mask, v of nobody being anything. Sums by size are
 * compensated, so that a million of sets lose no digits. O(n 2ⁿ).
 */
export function shapleyValuesOf(worths: ArrayLike<number>, players: number): Float64Array {
  const weights = sizeWeights(players);
  const sizes = new Uint8Array(worths.length);
  for (let set = 1; set < worths.length; set++) sizes[set] = sizes[set >>> 1]! + (set & 1);
  const values = new Float64Array(players);
  for (let player = 0; player < players; player++) {
    const added = contributions(worths, { sizes, bit: 1 << player, players });
    let value = 0;
    for (let size = 0; size < players; size++) value += weights[size]! * added[size]!;
    values[player] = value;
  }
  return values;
}

/** |S|! (n − |S| − 1)! / n! = 1 / (n × (n − 1 choose |S|)), for each size of S. */
function sizeWeights(players: number): Float64Array {
  const weights = new Float64Array(players);
  let choices = 1;
  for (let size = 0; size < players; size++) {
    weights[size] = 1 / (players * choices);
    choices = (choices * (players - 1 - size)) / (size + 1);
  }
  return weights;
}

interface Player {
  readonly sizes: Uint8Array;
  readonly bit: number;
  readonly players: number;
}

/** What the player adds to all sets of each size together. */
function contributions(worths: ArrayLike<number>, { sizes, bit, players }: Player): Float64Array {
  const totals = new Float64Array(players);
  const lost = new Float64Array(players);
  for (let set = 0; set < worths.length; set++) {
    if (set & bit) continue;
    const added = worths[set | bit]! - worths[set]!;
    const size = sizes[set]!;
    const total = totals[size]!;
    const next = total + added;
    lost[size]! += Math.abs(total) >= Math.abs(added) ? total - next + added : added - next + total;
    totals[size] = next;
  }
  return totals.map((total, size) => total + lost[size]!);
}
