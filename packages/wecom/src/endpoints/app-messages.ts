/** Messages of an app to members (OFF 90236). */
import { defineEndpoint, type ReplyBase } from '../endpoint.ts';

interface AppMessageBase {
  /** `a|b|c` or `@all`. */
  touser?: string;
  toparty?: string;
  totag?: string;
  agentid: number;
  safe?: 0 | 1 | 2;
  enable_id_trans?: 0 | 1;
  enable_duplicate_check?: 0 | 1;
  /** Seconds, default 1,800, at most 4 hours. */
  duplicate_check_interval?: number;
}

export type AppMessage = AppMessageBase &
  (
    | { msgtype: 'text'; text: { content: string } }
    | { msgtype: 'markdown'; markdown: { content: string } }
    | { msgtype: 'textcard'; textcard: { title: string; description: string; url: string; btntxt?: string } }
    | { msgtype: 'news'; news: { articles: NewsArticle[] } }
    | { msgtype: 'image' | 'voice' | 'file' | 'video'; [body: string]: unknown }
  );

interface NewsArticle {
  title: string;
  description?: string;
  url?: string;
  picurl?: string;
}

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
    { path: 'msgtype', required: true },
    { path: 'text.content', required: true, bytes: 2048 },
    { path: 'markdown.content', required: true, bytes: 2048 },
    { path: 'textcard.title', required: true, bytes: 128 },
    { path: 'textcard.description', required: true, bytes: 512 },
    { path: 'textcard.url', required: true, bytes: 2048 },
    { path: 'textcard.btntxt', chars: 4 },
    { path: 'news.articles', required: true, items: 8 },
    { path: 'news.articles[].title', required: true, bytes: 128 },
    { path: 'news.articles[].description', bytes: 512 },
    { path: 'news.articles[].url', bytes: 2048 },
    { path: 'duplicate_check_interval', min: 1, max: 14_400 },
  ],
  check: (message) => {
    if (!message.touser && !message.toparty && !message.totag) return 'touser, toparty or totag is required';
    if ((message.touser?.split('|').length ?? 0) > 1000) return 'touser has more than 1000 members';
    return undefined;
  },
});
