/** Who is to be credited for a conversion. */
export {
  type AttributionEstimates,
  type BootstrapAttributionInput,
  bootstrapAttribution,
  type CreditEstimate,
} from './bootstrap.ts';
export type { Attribution, ChannelCredit } from './credits.ts';
export { attributeByMarkov, type MarkovAttribution, type MarkovCredit, type MarkovInput } from './markov.ts';
export type { MarkovOrder } from './move-counts.ts';
export type { Paths } from './paths.ts';
export { type Journey, type JourneysInput, type PathColumns, pathsFrom } from './paths-from.ts';
export { type AttributionRule, attributeByRule, type RuleInput } from './rules.ts';
export { attributeByShapley, type ShapleyInput, type ShapleyWorth } from './shapley.ts';
export { computeShapleyValues, type GameInput } from './shapley-values.ts';
export { estimateTransitions, type MarkovState, type Transitions } from './transitions.ts';
