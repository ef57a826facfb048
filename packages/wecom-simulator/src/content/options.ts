/** What customers do with moments on their own. */
import type { Range } from '../options.ts';

/** Rates are probabilities per moment that is shown. */
export interface ContentBehaviours {
  like: { rate: number; delayMs: Range };
  comment: { rate: number; delayMs: Range };
}

export const contentBehaviours: ContentBehaviours = {
  like: { rate: 0, delayMs: { min: 5_000, max: 3_600_000 } },
  comment: { rate: 0, delayMs: { min: 10_000, max: 3_600_000 } },
};
