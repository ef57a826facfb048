/** Interception rules (敏感词): words that members may not write to customers, or are warned about. */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

/** 1 phone number, 2 e-mail address, 3 red packet. */
type Semantics = 1 | 2 | 3;

interface Range {
  user_list?: string[];
  department_list?: number[];
}

interface RuleBase {
  rule_name: string;
  word_list: string[];
  /** 1 warned and not sent, 2 warned only. */
  intercept_type: 1 | 2;
}

export interface InterceptRule extends RuleBase {
  rule_id: string;
  extra_rule?: { semantics_list: Semantics[] };
  applicable_range: Range;
}

export interface NewInterceptRule extends RuleBase {
  semantics_list?: Semantics[];
  applicable_range: Range;
}

/** Lists that are given replace the old ones; the range is changed by what comes and what goes. */
export interface InterceptRuleChange extends Partial<RuleBase> {
  rule_id: string;
  extra_rule?: { semantics_list?: Semantics[] };
  add_applicable_range?: Range;
  remove_applicable_range?: Range;
}

const wordLimits: readonly Limit[] = [
  { path: 'word_list', items: 300 },
  { path: 'word_list[]', required: true, chars: 32 },
];

const rangeLimits = (path: string): Limit[] => [
  { path: `${path}.user_list`, items: 1000 },
  { path: `${path}.department_list`, items: 1000 },
];

const byRuleId: readonly Limit[] = [{ path: 'rule_id', required: true, chars: 64 }];

/** At most 100 rules per corp; names are unique. */
export const addInterceptRule = defineEndpoint<NewInterceptRule, ReplyBase & { rule_id: string }>()(
  'externalcontact/add_intercept_rule',
  {
    method: 'POST',
    repeatable: false,
    limits: [
      { path: 'rule_name', required: true, chars: 20 },
      { path: 'word_list', required: true },
      ...wordLimits,
      { path: 'semantics_list[]', oneOf: [1, 2, 3] },
      { path: 'intercept_type', required: true, oneOf: [1, 2] },
      { path: 'applicable_range', required: true },
      ...rangeLimits('applicable_range'),
    ],
    check: ({ applicable_range: range }) =>
      range.user_list?.length || range.department_list?.length
        ? undefined
        : 'applicable_range needs members or departments',
  },
);

interface InterceptRuleListed {
  rule_id: string;
  rule_name: string;
  create_time: number;
}

export const listInterceptRules = defineEndpoint<
  Record<never, never>,
  ReplyBase & { rule_list: InterceptRuleListed[] }
>()('externalcontact/get_intercept_rule_list', {
  method: 'GET',
  repeatable: true,
  empty: { rule_list: [] },
});

export const getInterceptRule = defineEndpoint<{ rule_id: string }, ReplyBase & { rule: InterceptRule }>()(
  'externalcontact/get_intercept_rule',
  { method: 'POST', repeatable: true, limits: byRuleId },
);

export const updateInterceptRule = defineEndpoint<InterceptRuleChange, ReplyBase>()(
  'externalcontact/update_intercept_rule',
  {
    method: 'POST',
    repeatable: true,
    limits: [
      ...byRuleId,
      { path: 'rule_name', chars: 20 },
      ...wordLimits,
      { path: 'extra_rule.semantics_list[]', oneOf: [1, 2, 3] },
      { path: 'intercept_type', oneOf: [1, 2] },
      ...rangeLimits('add_applicable_range'),
      ...rangeLimits('remove_applicable_range'),
    ],
  },
);

export const delInterceptRule = defineEndpoint<{ rule_id: string }, ReplyBase>()(
  'externalcontact/del_intercept_rule',
  { method: 'POST', repeatable: true, limits: byRuleId },
);
