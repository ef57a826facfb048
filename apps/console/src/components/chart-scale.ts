/** Round ticks from 0 (or the lowest value) to at least the highest; at most `count` steps. */
export function ticksOf(lowest: number, highest: number, count = 5): number[] {
  const from = Math.min(0, lowest);
  const span = Math.max(1, highest - from);
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const whole = Math.max(1, step);
  const ticks: number[] = [];
  for (let value = Math.floor(from / whole) * whole; ; value += whole) {
    ticks.push(value);
    if (value >= highest) return ticks;
  }
}

/** Pushes labels apart until none overlaps the next; returns their places in the given order. */
export function spread(places: readonly number[], gap: number, bottom: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let least = Number.NEGATIVE_INFINITY;
  for (const one of order) {
    one.place = Math.max(one.place, least);
    least = one.place + gap;
  }
  let most = bottom;
  for (const one of [...order].reverse()) {
    one.place = Math.min(one.place, most);
    most = one.place - gap;
  }
  const result = [...places];
  for (const { place, index } of order) result[index] = place;
  return result;
}

/** Every how many categories one is written so that they do not touch. */
export function labelStep(count: number, width: number, labelWidth: number): number {
  return Math.max(1, Math.ceil((count * labelWidth) / Math.max(1, width)));
}
