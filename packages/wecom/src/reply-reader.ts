/** The other side of `passiveReply`: what an app answered, as WeCom reads it. For simulators and for tests. */
import { type CallbackConfig, CallbackError, verifyAndDecrypt } from './crypto.ts';
import { parseDocument } from './documents.ts';
import type { PassiveMessage } from './replies.ts';
import { textOf, type XmlNode, type XmlValue } from './xml.ts';

type Card = Extract<PassiveMessage, { type: 'update_template_card' }>['card'];

/**
 * Opens the body of a passive reply. Throws `CallbackError` for what is not authentic and whole; a kind of message that
 * is not known here is undefined.
 */
export function openPassiveReply(input: {
  config: CallbackConfig;
  body: string;
}): PassiveMessage | undefined {
  const { fields: envelope } = parseDocument(input.body);
  const part = (name: string): string => {
    // JSON writes these names in lower case.
    const value = textOf(envelope, name) ?? textOf(envelope, name.toLowerCase());
    if (!value) throw new CallbackError('missing_parameter', `the reply has no ${name}`);
    return value;
  };
  const query = {
    msgSignature: part('MsgSignature'),
    timestamp: part('TimeStamp'),
    nonce: part('Nonce'),
  };
  return messageOf(parseDocument(verifyAndDecrypt(input.config, query, part('Encrypt'))).fields);
}

function messageOf(fields: XmlNode): PassiveMessage | undefined {
  const type = textOf(fields, 'MsgType');
  switch (type) {
    case 'text':
      return { type, content: textOf(fields, 'Content') ?? '' };
    case 'image':
    case 'voice':
      return { type, mediaId: inside(fields, type === 'image' ? 'Image' : 'Voice', 'MediaId') ?? '' };
    case 'video':
      return { type, mediaId: inside(fields, 'Video', 'MediaId') ?? '', ...titles(child(fields, 'Video')) };
    case 'news':
      return { type, articles: articles(child(fields, 'Articles')?.item) };
    case 'update_button':
      return { type, replaceName: inside(fields, 'Button', 'ReplaceName') ?? '' };
    case 'update_template_card': {
      const card = child(fields, 'TemplateCard');
      return card && { type, card: cardOf(card) };
    }
    default:
      return undefined;
  }
}

function titles(node: XmlNode | undefined): { title?: string; description?: string } {
  const title = node && textOf(node, 'Title');
  const description = node && textOf(node, 'Description');
  return { ...(title ? { title } : {}), ...(description ? { description } : {}) };
}

function articles(items: XmlValue | undefined) {
  return [items ?? []].flat().flatMap((item) => {
    if (typeof item === 'string') return [];
    const picUrl = textOf(item, 'PicUrl');
    const url = textOf(item, 'Url');
    return { ...titles(item), ...(picUrl ? { picUrl } : {}), ...(url ? { url } : {}) };
  });
}

/** One element of them is a list too. */
const LISTS: ReadonlySet<string> = new Set([
  'action_list',
  'horizontal_content_list',
  'jump_list',
  'vertical_content_list',
  'button_list',
  'option_list',
  'select_list',
]);
const NUMBERS: ReadonlySet<string> = new Set(['type', 'style', 'mode', 'desc_color', 'aspect_ratio']);
/** Written together in `message/send`. */
const JOINED: Readonly<Record<string, string>> = {
  AppId: 'appid',
  PagePath: 'pagepath',
  KeyName: 'keyname',
  UserId: 'userid',
  CheckBox: 'checkbox',
};

function cardOf(node: XmlNode): Card {
  const out: Record<string, unknown> = {};
  for (const [element, value] of Object.entries(node)) {
    const name = JOINED[element] ?? element.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    const read = (one: string | XmlNode): unknown =>
      typeof one === 'string' ? scalar(name, one) : cardOf(one);
    out[name] = LISTS.has(name) || Array.isArray(value) ? [value].flat().map(read) : read(value);
  }
  return out as Card;
}

function scalar(name: string, text: string): string | number | boolean {
  if (name === 'is_checked') return text === 'true' || text === '1';
  return NUMBERS.has(name) && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function child(node: XmlNode, name: string): XmlNode | undefined {
  const value = Object.hasOwn(node, name) ? node[name] : undefined;
  return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
}

function inside(node: XmlNode, name: string, leaf: string): string | undefined {
  const found = child(node, name);
  return found && textOf(found, leaf);
}
