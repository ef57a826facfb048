/** Interception rules: what there is of them, what they do to a text, and their endpoints. */
import { endpoints, type InterceptRule } from '@jetbridge/wecom';
import { type Call, Refusal, route } from '../route.ts';
import { departmentTree, membersOfDepartments } from '../staff/members.ts';
import type { World } from '../world.ts';

export interface StoredRule extends InterceptRule {
  /** Unix milliseconds. */
  createdAt: number;
  deleted: boolean;
}

export interface InterceptionState {
  /** Deleted ones stay, as they have a code of their own. */
  rules: Map<string, StoredRule>;
}

export function createInterceptionState(): InterceptionState {
  return { rules: new Map() };
}

const MAX_RULES = 100;
const MAX_WORDS = 300;
const MAX_RANGE = 1_000;

export interface Interception {
  ruleId: string;
  ruleName: string;
  /** `block`: warned and not sent; `warn`: sent all the same. */
  action: 'block' | 'warn';
  /** Which word, or `phone` or `email`. */
  by: string;
}

/** What the rules say to a text that a member is about to send; of several the sternest. Undefined: nothing. */
export function intercepted(world: World, userid: string, text: string): Interception | undefined {
  let warning: Interception | undefined;
  for (const rule of world.content.rules.values()) {
    const by = rule.deleted || !appliesTo(world, rule, userid) ? undefined : hit(rule, text);
    if (by === undefined) continue;
    const found = { ruleId: rule.rule_id, ruleName: rule.rule_name, by };
    if (rule.intercept_type === 1) return { ...found, action: 'block' };
    warning ??= { ...found, action: 'warn' };
  }
  return warning;
}

function appliesTo(world: World, { applicable_range: range }: StoredRule, userid: string): boolean {
  const key = userid.toLowerCase();
  if (range.user_list?.some((each) => each.toLowerCase() === key)) return true;
  return membersOfDepartments(world, range.department_list ?? []).some(
    (member) => member.userid.toLowerCase() === key,
  );
}

function hit(rule: StoredRule, text: string): string | undefined {
  const word = rule.word_list.find((each) => text.includes(each));
  if (word !== undefined) return word;
  const semantics = rule.extra_rule?.semantics_list ?? [];
  if (semantics.includes(1) && /(?<!\d)1[3-9]\d{9}(?!\d)/.test(text)) return 'phone';
  return semantics.includes(2) && /[\w.+-]{1,64}@[\w-]{1,63}\.\w/.test(text) ? 'email' : undefined;
}

export const interceptionRoutes = [
  route(
    endpoints.addInterceptRule,
    {
      state: 'verified',
      facts: '4.12',
      note: 'words are found letter by letter; red packets (semantics 3) are not simulated: assumed',
    },
    ({ semantics_list, ...input }, call) => {
      const { world, random, scheduler } = call;
      const living = livingRules(world);
      if (living.length >= MAX_RULES) throw new Refusal(41069);
      checkName(input.rule_name, living);
      checkRange(input.applicable_range, call);
      const rule_id = `rule${random.text(28, 'rule', world.serial(), scheduler.now())}`;
      const extra_rule = { semantics_list: semantics_list ?? [] };
      world.content.rules.set(rule_id, {
        ...input,
        extra_rule,
        rule_id,
        createdAt: scheduler.now(),
        deleted: false,
      });
      return { rule_id };
    },
  ),

  route(endpoints.listInterceptRules, { state: 'verified', facts: '4.12' }, (_, { world }) => ({
    rule_list: livingRules(world).map(({ rule_id, rule_name, createdAt }) => ({
      rule_id,
      rule_name,
      create_time: Math.floor(createdAt / 1000),
    })),
  })),

  route(endpoints.getInterceptRule, { state: 'verified', facts: '4.12' }, ({ rule_id }, call) => {
    const { createdAt: _, deleted: __, ...rule } = find(rule_id, call);
    return { rule };
  }),

  route(endpoints.updateInterceptRule, { state: 'verified', facts: '4.12' }, (changes, call) => {
    const rule = find(changes.rule_id, call);
    const others = livingRules(call.world).filter((other) => other !== rule);
    if (changes.rule_name) checkName(changes.rule_name, others);
    const range = changedRange(rule, changes, call);
    const semantics = changes.extra_rule?.semantics_list;
    const words = changes.word_list ?? rule.word_list;
    if (words.length === 0 || words.length > MAX_WORDS) throw new Refusal(41068);
    rule.rule_name = changes.rule_name || rule.rule_name;
    rule.word_list = words;
    rule.intercept_type = changes.intercept_type ?? rule.intercept_type;
    if (semantics) rule.extra_rule = { semantics_list: semantics };
    rule.applicable_range = range;
    return {};
  }),

  route(
    endpoints.delInterceptRule,
    { state: 'verified', facts: '4.12', note: 'later calls answer 41071: assumed' },
    ({ rule_id }, call) => {
      find(rule_id, call).deleted = true;
      return {};
    },
  ),
];

function livingRules(world: World): StoredRule[] {
  return [...world.content.rules.values()].filter(({ deleted }) => !deleted);
}

function find(id: string, { world }: Call): StoredRule {
  const rule = world.content.rules.get(id);
  if (!rule) throw new Refusal(41070);
  if (rule.deleted) throw new Refusal(41071);
  return rule;
}

function checkName(name: string, others: readonly StoredRule[]): void {
  if (others.some(({ rule_name }) => rule_name === name)) throw new Refusal(41077);
}

type Range = InterceptRule['applicable_range'];

function checkRange(range: Range, { world }: Call): void {
  for (const userid of range.user_list ?? []) {
    if (typeof userid !== 'string' || !world.staff.has(userid.toLowerCase())) throw new Refusal(40031);
  }
  for (const id of range.department_list ?? []) if (!departmentTree(world, id)) throw new Refusal(40066);
}

function changedRange(
  rule: StoredRule,
  changes: { add_applicable_range?: Range; remove_applicable_range?: Range },
  call: Call,
): Range {
  const added = changes.add_applicable_range ?? {};
  const removed = changes.remove_applicable_range ?? {};
  checkRange(added, call);
  const { user_list = [], department_list = [] } = rule.applicable_range;
  const gone = new Set((removed.user_list ?? []).map((userid) => String(userid).toLowerCase()));
  const users = [...new Set([...user_list, ...(added.user_list ?? [])])].filter(
    (userid) => !gone.has(userid.toLowerCase()),
  );
  const departments = [...new Set([...department_list, ...(added.department_list ?? [])])].filter(
    (id) => !removed.department_list?.includes(id),
  );
  if (users.length > MAX_RANGE || departments.length > MAX_RANGE) throw new Refusal(41076);
  return { user_list: users, department_list: departments };
}
