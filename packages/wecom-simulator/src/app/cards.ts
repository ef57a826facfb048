/** Cards that can be clicked: what a click may choose, the codes it brings, and what the card becomes. */
import type { TemplateCard } from '@jetbridge/wecom';
import type { Parts } from '../parts.ts';
import type { Delivery, ResponseCode, SentMessage } from './state.ts';

/** Documented: 72 hours, once. That the last millisecond still counts is assumed. */
const RESPONSE_CODE_MS = 72 * 3_600_000;

export interface Selected {
  questionKey: string;
  optionIds: readonly string[];
}

/** A new code for one change of the card. */
export function issueResponseCode(
  parts: Pick<Parts, 'world' | 'scheduler' | 'random'>,
  sent: SentMessage,
): string {
  const { world, scheduler, random } = parts;
  const { responseCodes } = world.app;
  const issuedAt = scheduler.now();
  for (const [old, code] of responseCodes) {
    if (issuedAt - code.issuedAt <= RESPONSE_CODE_MS) break;
    responseCodes.delete(old);
  }
  const code = random.text(43, 'response code', sent.msgid, world.serial());
  responseCodes.set(code, { msgid: sent.msgid, agentId: sent.agentId, issuedAt });
  return code;
}

/** The message of a code that still works; `use` it up once nothing else can be wrong. */
export function findResponseCode(
  { world, scheduler }: Pick<Parts, 'world' | 'scheduler'>,
  code: string,
): { code: ResponseCode; sent: SentMessage; use: () => void } | undefined {
  const { responseCodes, messages } = world.app;
  const found = responseCodes.get(code);
  const sent = messages.get(found?.msgid ?? '');
  if (!found || !sent || scheduler.now() - found.issuedAt > RESPONSE_CODE_MS) return undefined;
  return { code: found, sent, use: () => void responseCodes.delete(code) };
}

/** Kinds whose sending brings a response code. */
export function isInteractive(card: TemplateCard): boolean {
  return card.card_type !== 'text_notice' && card.card_type !== 'news_notice';
}

/** The card as this member's phone shows it. */
export function cardOf(sent: SentMessage, delivery: Delivery): TemplateCard | undefined {
  if (sent.message.msgtype !== 'template_card') return undefined;
  return delivery.card ?? sent.message.template_card;
}

/** What `key` is on the card: a button that calls back, an item of its menu, or nothing. */
export function clickable(card: TemplateCard, key: string): 'button' | 'menu' | undefined {
  if (card.action_menu?.action_list.some((action) => action.key === key)) return 'menu';
  if (card.card_type === 'button_interaction') {
    return card.button_list.some((button) => button.type !== 1 && button.key === key) ? 'button' : undefined;
  }
  if (card.card_type !== 'vote_interaction' && card.card_type !== 'multiple_interaction') return undefined;
  return card.submit_button.key === key ? 'button' : undefined;
}

interface Question {
  key: string;
  options: readonly string[];
  /** Chosen before the member touches anything. */
  preset: readonly string[];
  several: boolean;
}

/** What goes with the click: what was chosen, else what was chosen beforehand; undefined when it cannot be chosen. */
export function selection(card: TemplateCard, chosen: readonly Selected[]): Selected[] | undefined {
  const questions = questionsOf(card);
  const known = chosen.every(({ questionKey }) => questions.some(({ key }) => key === questionKey));
  if (!known) return undefined;
  const all = questions.map((question) => {
    const optionIds =
      chosen.find(({ questionKey }) => questionKey === question.key)?.optionIds ?? question.preset;
    return { question, optionIds };
  });
  const possible = all.every(
    ({ question, optionIds }) =>
      optionIds.every((id) => question.options.includes(id)) &&
      new Set(optionIds).size === optionIds.length &&
      (question.several || optionIds.length <= 1),
  );
  return possible
    ? all.map(({ question, optionIds }) => ({ questionKey: question.key, optionIds }))
    : undefined;
}

function questionsOf(card: TemplateCard): Question[] {
  if (card.card_type === 'vote_interaction') {
    const { question_key, mode, option_list } = card.checkbox;
    const preset = option_list.filter(({ is_checked }) => is_checked).map(({ id }) => id);
    return [{ key: question_key, options: option_list.map(({ id }) => id), preset, several: mode === 1 }];
  }
  const lists =
    card.card_type === 'multiple_interaction'
      ? card.select_list
      : card.card_type === 'button_interaction' && card.button_selection
        ? [card.button_selection]
        : [];
  return lists.map(({ question_key, option_list, selected_id }) => ({
    key: question_key,
    options: option_list.map(({ id }) => id),
    preset: [selected_id ?? option_list[0]?.id].filter((id) => id !== undefined),
    several: false,
  }));
}

/** What a click or the API makes of the card on some phones. */
export function changeCard(
  deliveries: Iterable<Delivery>,
  change: { closed: string } | { card: TemplateCard },
): void {
  for (const delivery of deliveries) {
    if ('closed' in change) delivery.closed = change.closed;
    else Object.assign(delivery, { card: change.card, closed: undefined });
  }
}
