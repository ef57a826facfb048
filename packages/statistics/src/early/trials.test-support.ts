/** Simulated tests and what was refused: for the tests of this folder. */
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import type { SequentialBounds } from './bounds.ts';

export const experiments = 2000;

/** Four standard errors of a share of `experiments`. */
export function tolerance(share: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / experiments);
}

/** Code and argument, and the exact function where one is named. */
export function refusal(call: () => unknown): { code: string; argument: string; instead?: string | number } {
  const { code, argument, details } = refusalOf(call);
  return details.instead === undefined ? { code, argument } : { code, argument, instead: details.instead };
}

/** Where simulated tests stop: the look and its z. */
export function* stops(bounds: SequentialBounds, { drift, seed }: { drift: number; seed: number }) {
  const random = createRandom(seed);
  const times = bounds.informationTimes;
  for (let i = 0; i < experiments; i++) {
    let position = 0;
    let before = 0;
    for (const [look, time] of times.entries()) {
      position += drift * (time - before) + Math.sqrt(time - before) * random.normal();
      before = time;
      const z = position / Math.sqrt(time);
      const size = bounds.sides === 2 ? Math.abs(z) : z;
      const futile = bounds.futility?.[look];
      const effect = size >= (bounds.effect[look] ?? 0);
      if (effect || look === times.length - 1 || (futile !== undefined && size <= futile)) {
        yield { look: look + 1, z, time, effect };
        break;
      }
    }
  }
}
