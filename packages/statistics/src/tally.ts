interface Tally {
  add(index: number, amount: number): void;
  totals(): Float64Array;
}

/** Many sums at once with Neumaier's compensation, so that the order of what is added is hardly seen in them. */
export function createTally(length: number): Tally {
  const totals = new Float64Array(length);
  const lost = new Float64Array(length);
  return {
    add(index, amount) {
      const total = totals[index]!;
      const next = total + amount;
      lost[index]! += Math.abs(total) >= Math.abs(amount) ? total - next + amount : amount - next + total;
      totals[index] = next;
    },
    totals: () => totals.map((total, index) => total + lost[index]!),
  };
}
