/** Template cards: what a card may hold, for messages and for what a card becomes after a click (OFF 90236). */
import type { Limit } from '../endpoint.ts';

type Jump =
  | { type?: 0 }
  | { type: 1; url: string }
  | { type: 2; appid: string /** Of the mini program. */; pagepath?: string };

interface CardBase {
  source?: {
    icon_url?: string;
    desc?: string /** 0 grey, 1 black, 2 red, 3 green. */;
    desc_color?: 0 | 1 | 2 | 3;
  };
  /** The menu in the upper right corner; needs `task_id`. */
  action_menu?: { desc?: string; action_list: { text: string; key: string }[] };
  /** Unique within the app; 1 to 128 bytes of letters, digits and `_-@`. */
  task_id?: string;
  quote_area?: Jump & { title?: string; quote_text?: string };
}

interface NoticeParts {
  horizontal_content_list?: HorizontalContent[];
  jump_list?: (Jump & { title: string })[];
}

type HorizontalContent = { keyname: string; value?: string } & (
  | { type?: 0 }
  | { type: 1; url: string }
  | { type: 2; media_id: string }
  | { type: 3; userid: string }
);

interface MainTitle {
  title?: string;
  desc?: string;
}

/** Where a tap on the card itself leads. */
type CardAction = { type: 1; url: string } | { type: 2; appid: string; pagepath?: string };

interface CardOption {
  id: string;
  text: string;
}

interface CardButton {
  text: string;
  /** 1 blue, 2 blue on white, 3 red, 4 black on white. */
  style?: 1 | 2 | 3 | 4;
  /** 0 calls back with `key`, 1 opens `url`. */
  type?: 0 | 1;
  key?: string;
  url?: string;
}

interface CardSelect {
  question_key: string;
  title?: string;
  selected_id?: string;
  option_list: CardOption[];
}

interface SubmitButton {
  text: string;
  key: string;
}

export interface TextNoticeCard extends CardBase, NoticeParts {
  card_type: 'text_notice';
  main_title?: MainTitle;
  emphasis_content?: { title?: string; desc?: string };
  sub_title_text?: string;
  card_action: CardAction;
}

export interface NewsNoticeCard extends CardBase, NoticeParts {
  card_type: 'news_notice';
  main_title: MainTitle;
  card_image?: { url: string /** Width by height, 1.3 to 2.25. */; aspect_ratio?: number };
  image_text_area?: Jump & { title?: string; desc?: string; image_url: string };
  vertical_content_list?: { title: string; desc?: string }[];
  card_action: CardAction;
}

export interface ButtonCard extends CardBase {
  card_type: 'button_interaction';
  main_title: MainTitle;
  sub_title_text?: string;
  horizontal_content_list?: HorizontalContent[];
  card_action?: CardAction;
  task_id: string;
  button_selection?: CardSelect;
  button_list: CardButton[];
}

export interface VoteCard extends CardBase {
  card_type: 'vote_interaction';
  main_title: MainTitle;
  task_id: string;
  checkbox: {
    question_key: string;
    /** 0 one answer, 1 several. */
    mode?: 0 | 1;
    option_list: (CardOption & { is_checked?: boolean })[];
  };
  submit_button: SubmitButton;
}

export interface MultipleCard extends CardBase {
  card_type: 'multiple_interaction';
  main_title: MainTitle;
  task_id: string;
  select_list: CardSelect[];
  submit_button: SubmitButton;
}

export type TemplateCard = TextNoticeCard | NewsNoticeCard | ButtonCard | VoteCard | MultipleCard;

const CARD_TYPES: readonly TemplateCard['card_type'][] = [
  'text_notice',
  'news_notice',
  'button_interaction',
  'vote_interaction',
  'multiple_interaction',
];

const KEY = { required: true, bytes: 1024 } as const;
const JUMP = [0, 1, 2] as const;

/** Below `template_card`. */
export const cardLimits: readonly Limit[] = [
  { path: 'card_type', required: true, oneOf: CARD_TYPES },
  { path: 'source.desc_color', oneOf: [0, 1, 2, 3] },
  { path: 'action_menu.action_list', required: true, items: 3 },
  { path: 'action_menu.action_list[].text', required: true },
  { path: 'action_menu.action_list[].key', ...KEY },
  { path: 'task_id', bytes: 128 },
  { path: 'quote_area.type', oneOf: JUMP },
  { path: 'horizontal_content_list', items: 6 },
  { path: 'horizontal_content_list[].keyname', required: true },
  { path: 'horizontal_content_list[].type', oneOf: [0, 1, 2, 3] },
  { path: 'jump_list', items: 3 },
  { path: 'jump_list[].title', required: true },
  { path: 'jump_list[].type', oneOf: JUMP },
  { path: 'card_action.type', required: true, oneOf: [1, 2] },
  { path: 'card_image.url', required: true },
  { path: 'card_image.aspect_ratio', min: 1.3, max: 2.25 },
  { path: 'image_text_area.type', oneOf: JUMP },
  { path: 'image_text_area.image_url', required: true },
  { path: 'vertical_content_list', items: 4 },
  { path: 'vertical_content_list[].title', required: true },
  { path: 'button_selection.question_key', ...KEY },
  { path: 'button_selection.option_list', required: true, items: 10 },
  { path: 'button_selection.option_list[].id', required: true, bytes: 128 },
  { path: 'button_selection.option_list[].text', required: true },
  { path: 'button_list', items: 6 },
  { path: 'button_list[].text', required: true },
  { path: 'button_list[].style', oneOf: [1, 2, 3, 4] },
  { path: 'button_list[].type', oneOf: [0, 1] },
  { path: 'button_list[].key', bytes: 1024 },
  { path: 'checkbox.question_key', ...KEY },
  { path: 'checkbox.mode', oneOf: [0, 1] },
  { path: 'checkbox.option_list', required: true, items: 20 },
  { path: 'checkbox.option_list[].id', required: true, bytes: 128 },
  { path: 'checkbox.option_list[].text', required: true },
  { path: 'select_list', items: 3 },
  { path: 'select_list[].question_key', ...KEY },
  { path: 'select_list[].option_list', required: true, items: 10 },
  { path: 'select_list[].option_list[].id', required: true, bytes: 128 },
  { path: 'select_list[].option_list[].text', required: true },
  { path: 'submit_button.text', required: true },
  { path: 'submit_button.key', ...KEY },
].map((limit) => ({ ...limit, path: `template_card.${limit.path}` }) as Limit);

const NEEDED: Readonly<Record<TemplateCard['card_type'], readonly string[]>> = {
  text_notice: ['card_action'],
  news_notice: ['card_action'],
  button_interaction: ['task_id', 'button_list'],
  vote_interaction: ['task_id', 'checkbox', 'submit_button'],
  multiple_interaction: ['task_id', 'select_list', 'submit_button'],
};

// Whoever calls without types may send anything, and names are looked up across kinds of card that lack some of them.
function partsOf(card: TemplateCard): Readonly<Record<string, unknown>> {
  return { ...card };
}

/** Rules that span the parts of a card; what is wrong begins with the path of the field. */
export function cardProblem(card: TemplateCard): string | undefined {
  const parts = partsOf(card);
  for (const part of NEEDED[card.card_type] ?? []) {
    const value = parts[part];
    const empty = value === undefined || value === null || value === '';
    if (empty || (Array.isArray(value) && value.length === 0)) return `template_card.${part} is required`;
  }
  if (card.action_menu && !card.task_id) return 'template_card.task_id is required by action_menu';
  if (card.task_id && !/^[A-Za-z0-9_@-]+$/.test(card.task_id)) {
    return 'template_card.task_id has other characters than letters, digits and _-@';
  }
  if (card.card_type === 'news_notice' && !card.card_image && !card.image_text_area) {
    return 'template_card.card_image or image_text_area is required';
  }
  return targetProblem(card) ?? buttonProblem(card) ?? repeatedKey(card);
}

interface Target {
  type?: unknown;
  url?: unknown;
  appid?: unknown;
  media_id?: unknown;
  userid?: unknown;
}

function targetProblem(card: TemplateCard): string | undefined {
  const parts = partsOf(card);
  const jumps = ['card_action', 'quote_area', 'image_text_area', 'jump_list'];
  for (const name of [...jumps, 'horizontal_content_list']) {
    for (const target of [parts[name]].flat() as (Target | null | undefined)[]) {
      const needed = target && neededBy(target.type, jumps.includes(name));
      if (needed && !target[needed]) return `template_card.${name}.${needed} is required by its type`;
    }
  }
  return undefined;
}

function neededBy(type: unknown, jump: boolean): Exclude<keyof Target, 'type'> | undefined {
  if (type === 1) return 'url';
  if (type === 2) return jump ? 'appid' : 'media_id';
  return type === 3 && !jump ? 'userid' : undefined;
}

function buttonProblem(card: TemplateCard): string | undefined {
  if (card.card_type !== 'button_interaction') return undefined;
  for (const { type, key, url } of card.button_list) {
    if (type === 1 && !url) return 'template_card.button_list.url is required by its type';
    if (type !== 1 && !key) return 'template_card.button_list.key is required by its type';
  }
  return undefined;
}

function repeatedKey(card: TemplateCard): string | undefined {
  const menu = (card.action_menu?.action_list ?? []).map(({ key }) => key);
  if (new Set(menu).size < menu.length) return 'template_card.action_menu.action_list.key is repeated';
  if (card.card_type !== 'button_interaction') return undefined;
  const buttons = card.button_list.flatMap(({ key }) => key ?? []);
  return new Set(buttons).size < buttons.length ? 'template_card.button_list.key is repeated' : undefined;
}
