/** Passive replies: what an app answers at once to a member's message or to a tap on a card. OFF 90241, 96469. */
import { type CallbackConfig, encrypt, sign } from './crypto.ts';
import { type CallbackFormat, type Elements, writeDocument } from './documents.ts';

interface Article {
  title?: string;
  description?: string;
  picUrl?: string;
  url?: string;
}

/** What a card is made of, with the names that `message/send` has for it: `card_type`, `main_title`, … */
interface CardParts {
  readonly [name: string]: CardPart | readonly CardPart[] | undefined;
}
type CardPart = string | number | boolean | CardParts;

export type PassiveMessage =
  /** At most 2,048 bytes; WeCom cuts the rest. */
  | { type: 'text'; content: string }
  | { type: 'image' | 'voice'; mediaId: string }
  | { type: 'video'; mediaId: string; title?: string; description?: string }
  /** One to eight articles. */
  | { type: 'news'; articles: readonly Article[] }
  /** The text of the button that was tapped, for the one who tapped it. */
  | { type: 'update_button'; replaceName: string }
  /** The whole card, for the one who tapped it. */
  | { type: 'update_template_card'; card: CardParts & { readonly card_type: string } };

const MAX_ARTICLES = 8;

/** The inner document of a passive reply to a message or card event. */
export function passiveDocument(input: {
  /** The userid that the event came from. */
  to: string;
  /** The corp id, which the event was to. */
  from: string;
  /** Unix seconds. */
  createTime: number;
  message: PassiveMessage;
  /** The format that the app receives in. */
  format?: CallbackFormat;
}): string {
  const elements: Elements = {
    ToUserName: input.to,
    FromUserName: input.from,
    CreateTime: input.createTime,
    MsgType: input.message.type,
    ...bodyOf(input.message),
  };
  return writeDocument(elements, input.format ?? 'xml');
}

/**
 * Body of a passive reply carrying `plaintext`, the inner document. Customer-contact, group, directory and customer
 * service events never use one: they are answered with an empty body.
 */
export function passiveReply(input: {
  config: CallbackConfig;
  plaintext: string;
  /** Unix seconds. */
  timestamp: number;
  nonce: string;
  random?: Buffer;
  /** The format that the app receives in. */
  format?: CallbackFormat;
}): string {
  const { config, nonce } = input;
  const timestamp = String(input.timestamp);
  const [receiveId = ''] = [config.receiveId ?? ''].flat();
  const encrypted = encrypt(config.encodingAesKey, { message: input.plaintext, receiveId }, input.random);
  const signature = sign(config.token, { timestamp, nonce, encrypted });
  // The vendor's own sample writes these names in lower case, unlike those of the documents.
  if (input.format === 'json')
    return JSON.stringify({ encrypt: encrypted, msgsignature: signature, timestamp, nonce });
  const envelope = { Encrypt: encrypted, MsgSignature: signature, TimeStamp: input.timestamp, Nonce: nonce };
  return writeDocument(envelope, 'xml');
}

function bodyOf(message: PassiveMessage): Elements {
  switch (message.type) {
    case 'text':
      return { Content: message.content };
    case 'image':
      return { Image: { MediaId: message.mediaId } };
    case 'voice':
      return { Voice: { MediaId: message.mediaId } };
    case 'video':
      return {
        Video: { MediaId: message.mediaId, Title: message.title, Description: message.description },
      };
    case 'news':
      return news(message.articles);
    case 'update_button':
      return { Button: { ReplaceName: message.replaceName } };
    case 'update_template_card':
      return { TemplateCard: renamed(message.card) };
  }
}

function news(articles: readonly Article[]): Elements {
  if (articles.length < 1 || articles.length > MAX_ARTICLES)
    throw new RangeError(`a news reply has 1 to ${MAX_ARTICLES} articles, not ${articles.length}`);
  const item = articles.map(({ title, description, picUrl, url }) => ({
    Title: title,
    Description: description,
    PicUrl: picUrl,
    Url: url,
  }));
  return { ArticleCount: articles.length, Articles: { item } };
}

/** Where capitals do not follow from the underscores of the name. */
const IRREGULAR: Readonly<Record<string, string>> = {
  appid: 'AppId',
  pagepath: 'PagePath',
  keyname: 'KeyName',
  userid: 'UserId',
  checkbox: 'CheckBox',
};

// Callbacks name the parts of a card in capitals, message/send with underscores: one form is enough for a caller.
function renamed(parts: CardParts): Elements {
  const out: Record<string, Elements[string]> = {};
  for (const [name, value] of Object.entries(parts)) {
    if (value === undefined) continue;
    const capitals = name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    out[IRREGULAR[name] ?? capitals] = isList(value) ? value.map(part) : part(value);
  }
  return out;
}

function isList(value: CardPart | readonly CardPart[]): value is readonly CardPart[] {
  return Array.isArray(value);
}

function part(value: CardPart): Elements | string | number | boolean {
  return typeof value === 'object' ? renamed(value) : value;
}
