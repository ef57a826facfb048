import type { Channel as ChannelCode, CustomerId, Purpose, RefusalReason } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { uuidFromHash, uuidv7 } from '../../kernel/ids.ts';
import { enqueueEffects } from '../../kernel/outbox.ts';
import type { Sql } from '../../kernel/postgres.ts';
import type { Consent } from '../consent/index.ts';
import type { Channel } from './channels/channel.ts';
import {
  defaultPolicy,
  type Person,
  quietUntil,
  quotaNow,
  type Refusal,
  refusalOf,
  type Situation,
  safeTarget,
} from './rules.ts';
import * as store from './store.ts';

/** One wish to say something to one person. */
export interface Ask {
  /** Names the answer. Idempotency key as well: asked twice, the first answer holds. */
  key: string;
  /**
   * True when the asker's own transaction sees to it that nothing is asked twice (it moves the row that asks). The key
   * then only names the answer and is not kept, which saves an index entry per message.
   */
  askedOnce?: boolean;
  customerId: CustomerId;
  purpose: Purpose;
  channel: ChannelCode;
  /** `{name}` becomes the person's name. */
  text: string;
  /** Absolute http(s) address, replaced by a tracked link of the person's own. */
  link?: string;
  /** Who asks, such as `journey:<id>:<node>`. */
  origin: string;
}

/** `until`: ask again then, and the reason will be gone. */
export type Decision = { sendId: string } | { refused: RefusalReason; until?: Date };

export interface DecideContext {
  clock: Clock;
  consent: Pick<Consent, 'state'>;
  channels: ReadonlyMap<ChannelCode, Channel>;
}

export const sendTopic = 'outreach.send';
/** So many sends share one outbox row: their ids stay just below the size from which PostgreSQL stores a value apart. */
const sendsPerEffect = 40;
const dayMs = 86_400_000;

export interface Frame extends Situation {
  now: Date;
  view: store.BudgetView;
}

/** What holds for everything decided at this instant. */
export async function frameOf(sql: Sql, now: Date): Promise<Frame> {
  const policy = (await store.readPolicy(sql)) ?? defaultPolicy;
  const quota = quotaNow(policy, now);
  return {
    now,
    policy,
    quietUntil: quietUntil(policy.quiet, now),
    quotaMessages: quota.messages,
    view: { since: new Date(now.getTime() - policy.cap.days * dayMs), period: quota.period },
  };
}

/** Friend and consent of everybody asked about, without their budgets. */
export async function readPeople(
  context: DecideContext,
  sql: Sql,
  asks: readonly Pick<Ask, 'customerId' | 'purpose' | 'channel'>[],
): Promise<
  (ask: Pick<Ask, 'customerId' | 'purpose' | 'channel'>) => Omit<Person, 'recentMarketing' | 'quotaUsed'>
> {
  const reachable = new Map<ChannelCode, Set<CustomerId>>();
  const consented = new Map<string, Map<CustomerId, boolean>>();
  for (const code of new Set(asks.map((ask) => ask.channel))) {
    const channel = context.channels.get(code);
    if (!channel) throw new Error(`There is no channel ${code}`);
    const ids = [...new Set(asks.filter((ask) => ask.channel === code).map((ask) => ask.customerId))];
    const friends = await channel.reachable(sql, ids);
    reachable.set(code, friends);
    for (const purpose of new Set(asks.filter((ask) => ask.channel === code).map((ask) => ask.purpose))) {
      consented.set(
        `${code} ${purpose}`,
        await context.consent.state(sql, [...friends], { purpose, channel: code }),
      );
    }
  }
  return ({ customerId, purpose, channel }) => ({
    reachable: reachable.get(channel)?.has(customerId) ?? false,
    consented: consented.get(`${channel} ${purpose}`)?.get(customerId) ?? false,
  });
}

interface Decided {
  ask: Ask;
  id: string;
  refusal: Refusal | null;
}

/**
 * Decides many asks at once in the caller's transaction; what is allowed leaves through the outbox when it commits.
 * Decisions about one person are put in a row by the lock on that person's budget, so that a cap holds whoever asks.
 */
export async function decide(
  context: DecideContext,
  tx: Sql,
  asks: readonly Ask[],
): Promise<Map<string, Decision>> {
  const unique = new Map(asks.map((ask) => [ask.key, ask]));
  if (unique.size === 0) return new Map();
  // Asked anew is the rule and asked again the exception, so that the look-up of every key is kept for the exception.
  await tx.query('savepoint outreach_decide');
  const decided = await judge(context, tx, [...unique.values()]);
  const answers = new Map<string, Decision>();
  if (await write(context, tx, decided)) {
    await tx.query('release savepoint outreach_decide');
  } else {
    await tx.query('rollback to savepoint outreach_decide');
    for (const { key, id, status, reason } of await store.readOutcomes(tx, [...unique.keys()])) {
      answers.set(key, status === 'refused' && reason ? { refused: reason } : { sendId: id });
      unique.delete(key);
    }
    decided.length = 0;
    if (unique.size > 0) decided.push(...(await judge(context, tx, [...unique.values()])));
    if (!(await write(context, tx, decided))) throw new DecidedMeanwhile();
  }
  for (const { ask, id, refusal } of decided) answers.set(ask.key, refusal ?? { sendId: id });
  return answers;
}

async function judge(context: DecideContext, tx: Sql, asks: readonly Ask[]): Promise<Decided[]> {
  const frame = await frameOf(tx, context.clock.now());
  const person = await readPeople(context, tx, asks);
  const decided: Decided[] = [];
  let open = asks;
  while (open.length > 0) {
    const ids = [...new Set(open.filter((ask) => person(ask).consented).map((ask) => ask.customerId))];
    const locked = await store.lockBudgets(tx, ids, frame.view);
    const round = judgeRound(context.clock, frame, { asks: open, person, locked });
    const known = new Set(locked.map((budget) => budget.customerId));
    const spendings = [...round.spendings.values()];
    const toSpend = spendings.filter((s) => known.has(s.customerId));
    const toOpen = spendings.filter((s) => !known.has(s.customerId));
    const at = { now: frame.now, period: frame.view.period };
    if (toSpend.length > 0) await store.spend(tx, toSpend, at);
    const opened = toOpen.length > 0 ? await store.openBudgets(tx, toOpen, at) : new Set<CustomerId>();
    // Somebody else opened these budgets between our look and our insert: look again, now they can be locked.
    const overtaken = new Set(toOpen.filter((s) => !opened.has(s.customerId)).map((s) => s.customerId));
    for (const one of round.decided) if (!overtaken.has(one.ask.customerId)) decided.push(one);
    open = open.filter((ask) => overtaken.has(ask.customerId));
  }
  return decided;
}

function judgeRound(
  clock: Clock,
  frame: Frame,
  round: {
    asks: readonly Ask[];
    person: (ask: Ask) => Omit<Person, 'recentMarketing' | 'quotaUsed'>;
    locked: readonly store.Spent[];
  },
): { decided: Decided[]; spendings: Map<CustomerId, store.Spending> } {
  const before = new Map(round.locked.map((budget) => [budget.customerId, budget]));
  const spendings = new Map<CustomerId, store.Spending>();
  const decided = round.asks.map((ask): Decided => {
    const spent = before.get(ask.customerId);
    const now = spendings.get(ask.customerId);
    const refusal = refusalOf(
      frame,
      {
        ...round.person(ask),
        recentMarketing: (spent?.recentMarketing ?? 0) + (now?.marketing ?? 0),
        quotaUsed: (spent?.quotaUsed ?? 0) + (now?.quota ?? 0),
      },
      ask.purpose,
    );
    if (!refusal) {
      const spending = now ?? { customerId: ask.customerId, marketing: 0, quota: 0 };
      if (ask.purpose === 'marketing') spending.marketing += 1;
      spending.quota += 1;
      spendings.set(ask.customerId, spending);
    }
    return { ask, id: uuidv7(clock), refusal };
  });
  return { decided, spendings };
}

/** False when some of the keys had been decided before: nothing of this may stay then. */
async function write(context: DecideContext, tx: Sql, decided: readonly Decided[]): Promise<boolean> {
  if (decided.length === 0) return true;
  const now = context.clock.now();
  const contents = new Map<string, store.Content>();
  const kinds = new Map<string, { nr: number; kind: store.SendKind }>();
  const outcomes = new Map([['asked', decided.length]]);
  const sends = decided.map(({ ask, id, refusal }): store.NewSend => {
    const contentKey = [ask.channel, ask.purpose, ask.origin, ask.link ?? '', ask.text].join('\n');
    let content = contents.get(contentKey);
    if (!content) {
      content = contentOf(ask);
      contents.set(contentKey, content);
    }
    const reason = refusal?.refused ?? null;
    const kindKey = `${content.id} ${reason}`;
    let kind = kinds.get(kindKey);
    if (!kind) {
      kind = {
        nr: kinds.size,
        kind: { contentId: content.id, status: reason ? 'refused' : 'queued', reason },
      };
      kinds.set(kindKey, kind);
    }
    if (reason) outcomes.set(`refused:${reason}`, (outcomes.get(`refused:${reason}`) ?? 0) + 1);
    return { id, key: ask.askedOnce ? null : ask.key, customerId: ask.customerId, kind: kind.nr };
  });
  await store.keepContents(tx, [...contents.values()]);
  const written = await store.insertSends(tx, sends, {
    kinds: [...kinds.values()].map((k) => k.kind),
    at: now,
  });
  if (written < sends.length) return false;
  await store.count(tx, now, outcomes);
  const queued = decided.filter((one) => !one.refusal).map((one) => one.id);
  const effects = [];
  for (let i = 0; i < queued.length; i += sendsPerEffect) {
    const chunk = queued.slice(i, i + sendsPerEffect);
    effects.push({ topic: sendTopic, key: `sends:${chunk[0]}`, payload: { sends: chunk } });
  }
  await enqueueEffects(tx, effects, now);
  return true;
}

function contentOf({ channel, purpose, origin, text, link }: Ask): store.Content {
  const target = link === undefined ? null : safeTarget(link);
  const id = uuidFromHash(channel, purpose, origin, text, target ?? '');
  return { id, channel, purpose, origin, text, link: target };
}

/** Another transaction decided one of the keys first; PostgreSQL's own code for it makes `pg.tx` try the whole again. */
class DecidedMeanwhile extends Error {
  readonly code = '40001';
  constructor() {
    super('Another transaction decided the same ask.');
    this.name = 'DecidedMeanwhile';
  }
}
