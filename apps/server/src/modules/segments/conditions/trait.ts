/** `{trait, is, value}`: a predicate on the customer's row in the mirror of traits. */
import type { TraitRule } from '@jetbridge/contract';
import { defineCondition } from './condition.ts';
import { compareValue } from './values.ts';

export const traitCondition = defineCondition<TraitRule>({
  accepts: (rule) => 'trait' in rule,
  compile(rule) {
    const { trait, is, value } = rule;
    return {
      // Every living customer has a row of traits, so a predicate that holds for an absent trait needs no turning round.
      negated: false,
      condition: {
        key: `trait ${JSON.stringify([trait, is, value])}`,
        rows: 'traits',
        readsProperties: false,
        touchedBy: `trait:${trait}`,
        edgesMs: [],
        lookBackTo: () => null,
        sql: (bind) =>
          compareValue(bind, 'traits', { key: trait, is, ...(value === undefined ? {} : { value }) }),
      },
    };
  },
});
