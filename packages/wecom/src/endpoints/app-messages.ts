/** Messages of an app to members, their recall, and cards after a click (OFF 90236). */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';
import { type AppContent, CONTENT_KINDS, contentLimits, contentProblem } from './app-content.ts';
import { cardLimits, cardProblem, type TemplateCard } from './template-cards.ts';

interface Audience {
  /** `a|b|c` or `@all`; at most 1,000. */
  touser?: string;
  /** Department ids, joined by `|`; at most 100. */
  toparty?: string;
  /** Ids of directory tags, joined by `|`; at most 100. */
  totag?: string;
}

interface AppMessageBase extends Audience {
  agentid: number;
  /** 1 not to be forwarded; 2, for mpnews only, not outside the corp. */
  safe?: 0 | 1 | 2;
  /** For apps of third parties. */
  enable_id_trans?: 0 | 1;
  /** Equal content does not reach the same members again within the interval. */
  enable_duplicate_check?: 0 | 1;
  /** Seconds, default 1,800, at most 4 hours. */
  duplicate_check_interval?: number;
}

interface MiniprogramNotice {
  appid: string;
  page?: string;
  /** 4 to 12 characters. */
  title: string;
  /** 4 to 12 characters. */
  description?: string;
  emphasis_first_item?: boolean;
  content_item?: { key: string; value: string }[];
}

export type AppMessage = AppMessageBase &
  (
    | AppContent
    | { msgtype: 'miniprogram_notice'; miniprogram_notice: MiniprogramNotice }
    | { msgtype: 'template_card'; template_card: TemplateCard }
  );

const noticeLimits: readonly Limit[] = [
  { path: 'miniprogram_notice.appid', required: true },
  { path: 'miniprogram_notice.title', required: true, chars: 12 },
  { path: 'miniprogram_notice.description', chars: 12 },
  { path: 'miniprogram_notice.content_item', items: 10 },
  { path: 'miniprogram_notice.content_item[].key', required: true, chars: 10 },
  { path: 'miniprogram_notice.content_item[].value', required: true, chars: 30 },
];

function noticeProblem(notice: MiniprogramNotice, touser: string | undefined): string | undefined {
  if ([...notice.title].length < 4) return 'miniprogram_notice.title has less than 4 characters';
  if (notice.description && [...notice.description].length < 4) {
    return 'miniprogram_notice.description has less than 4 characters';
  }
  return touser === '@all' ? 'touser may not be @all for miniprogram_notice' : undefined;
}

function audienceProblem({ touser, toparty, totag }: Audience): string | undefined {
  if (!touser && !toparty && !totag) return 'touser, toparty or totag is required';
  if (count(touser) > 1000) return 'touser has more than 1000 members';
  if (count(toparty) > 100) return 'toparty has more than 100 departments';
  return count(totag) > 100 ? 'totag has more than 100 tags' : undefined;
}

const count = (joined: string | undefined): number => (joined ? String(joined).split('|').length : 0);

/**
 * Message to members (not customers). Surplus over 30 per minute and member is dropped without an error.
 * The invalid lists are joined by `|`, userids in lower case. (OFF 90236)
 */
export const sendAppMessage = defineEndpoint<
  AppMessage,
  ReplyBase & {
    msgid?: string;
    invaliduser?: string;
    invalidparty?: string;
    invalidtag?: string;
    unlicenseduser?: string;
    /** Of cards that can be clicked: for one `updateTemplateCard` within 72 hours. */
    response_code?: string;
  }
>()('message/send', {
  method: 'POST',
  quota: 'message',
  repeatable: false,
  limits: [
    { path: 'agentid', required: true },
    // 1,000 userids of 64 characters and their separators.
    { path: 'touser', chars: 65_000 },
    { path: 'msgtype', required: true, oneOf: [...CONTENT_KINDS, 'miniprogram_notice', 'template_card'] },
    { path: 'safe', oneOf: [0, 1, 2] },
    { path: 'enable_id_trans', oneOf: [0, 1] },
    { path: 'enable_duplicate_check', oneOf: [0, 1] },
    { path: 'duplicate_check_interval', min: 1, max: 14_400 },
    ...contentLimits,
    ...noticeLimits,
    ...cardLimits,
  ],
  check: (message) => {
    const problem = audienceProblem(message) ?? contentProblem(message);
    if (problem) return problem;
    if (message.msgtype === 'miniprogram_notice') {
      return noticeProblem(message.miniprogram_notice, message.touser);
    }
    return message.msgtype === 'template_card' ? cardProblem(message.template_card) : undefined;
  },
});

/** Takes a message back from all who got it, within 24 hours (then 42052). */
export const recallAppMessage = defineEndpoint<{ msgid: string }, ReplyBase>()('message/recall', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'msgid', required: true }],
});

interface CardUpdateBase {
  userids?: string[];
  partyids?: number[];
  tagids?: number[];
  /** 1: everybody who got the card. */
  atall?: 0 | 1;
  agentid: number;
  /** Of the message or of a click: works once, within 72 hours (then 60140). */
  response_code: string;
  enable_id_trans?: 0 | 1;
}

/** Ends the buttons of a card with one text in their place, or puts another card there. */
export const updateTemplateCard = defineEndpoint<
  CardUpdateBase & ({ button: { replace_name: string } } | { template_card: TemplateCard }),
  ReplyBase & { invaliduser?: string[] }
>()('message/update_template_card', {
  method: 'POST',
  repeatable: false,
  limits: [
    { path: 'agentid', required: true },
    { path: 'response_code', required: true },
    { path: 'atall', oneOf: [0, 1] },
    { path: 'userids', items: 1000 },
    { path: 'partyids', items: 100 },
    { path: 'tagids', items: 100 },
    { path: 'button.replace_name', required: true },
    ...cardLimits,
  ],
  check: (update) => {
    const named = update.userids?.length || update.partyids?.length || update.tagids?.length;
    if (!named && update.atall !== 1) return 'userids, partyids, tagids or atall is required';
    const card = 'template_card' in update && update.template_card ? update.template_card : undefined;
    const button = 'button' in update && update.button ? update.button : undefined;
    if (!card === !button) return 'either button or template_card is required';
    return card ? cardProblem(card) : undefined;
  },
});

/** How many messages each app sent on one day. Only one source describes it. */
export const getAppMessageStatistics = defineEndpoint<
  { /** 0 today, 1 yesterday. */ time_type?: 0 | 1 },
  ReplyBase & { statistics: { agentid: number; app_name: string; count: number }[] }
>()('message/get_statistics', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'time_type', oneOf: [0, 1] }],
  empty: { statistics: [] },
});
