/** A binary heap of what is due, earliest first; equal moments keep the order in which they were asked for. */

export interface Due {
  /** Unix milliseconds. */
  at: number;
  order: number;
  task: () => void | Promise<void>;
}

const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

export function push(heap: Due[], due: Due): void {
  let i = heap.push(due) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent];
    if (!above || !before(due, above)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = due;
}

export function pop(heap: Due[]): Due {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last) throw new Error('nothing is due');
  if (heap.length === 0) return top;
  let i = 0;
  for (;;) {
    const left = 2 * i + 1;
    const right = left + 1;
    let smallest = last;
    let at = i;
    for (const child of [left, right]) {
      const candidate = heap[child];
      if (candidate && before(candidate, smallest)) {
        smallest = candidate;
        at = child;
      }
    }
    heap[i] = smallest;
    if (at === i) return top;
    i = at;
  }
}
