/** What an app can send to a member and to a chat of members alike (OFF 90236). */
import type { Limit } from '../endpoint.ts';

interface NewsArticle {
  title: string;
  description?: string;
  url?: string;
  picurl?: string;
  /** Of a mini program, with `pagepath`; takes precedence over `url`. */
  appid?: string;
  pagepath?: string;
}

interface MpNewsArticle {
  title: string;
  thumb_media_id: string;
  author?: string;
  content_source_url?: string;
  /** HTML. */
  content: string;
  digest?: string;
}

/** What both a member and a chat of members can be sent. */
export type AppContent =
  | {
      msgtype: 'text' /** What is longer than 2,048 bytes would be cut, so the client refuses it. */;
      text: Text;
    }
  | { msgtype: 'image'; image: Media }
  | { msgtype: 'voice'; voice: Media }
  | { msgtype: 'file'; file: Media }
  | { msgtype: 'video'; video: Media & { title?: string; description?: string } }
  | { msgtype: 'textcard'; textcard: { title: string; description: string; url: string; btntxt?: string } }
  | { msgtype: 'news'; news: { articles: NewsArticle[] } }
  | { msgtype: 'mpnews'; mpnews: { articles: MpNewsArticle[] } }
  | { msgtype: 'markdown'; markdown: Text };

interface Text {
  content: string;
}
interface Media {
  media_id: string;
}

/** The kinds of `AppContent`. */
export const CONTENT_KINDS: readonly AppContent['msgtype'][] = [
  'text',
  'image',
  'voice',
  'file',
  'video',
  'textcard',
  'news',
  'mpnews',
  'markdown',
];

export const contentLimits: readonly Limit[] = [
  { path: 'text.content', required: true, bytes: 2048 },
  { path: 'image.media_id', required: true },
  { path: 'voice.media_id', required: true },
  { path: 'file.media_id', required: true },
  { path: 'video.media_id', required: true },
  { path: 'video.title', bytes: 128 },
  { path: 'video.description', bytes: 512 },
  { path: 'markdown.content', required: true, bytes: 2048 },
  { path: 'textcard.title', required: true, bytes: 128 },
  { path: 'textcard.description', required: true, bytes: 512 },
  { path: 'textcard.url', required: true, bytes: 2048 },
  { path: 'textcard.btntxt', chars: 4 },
  { path: 'news.articles', required: true, items: 8 },
  { path: 'news.articles[].title', required: true, bytes: 128 },
  { path: 'news.articles[].description', bytes: 512 },
  { path: 'news.articles[].url', bytes: 2048 },
  { path: 'mpnews.articles', required: true, items: 8 },
  { path: 'mpnews.articles[].title', required: true, bytes: 128 },
  { path: 'mpnews.articles[].thumb_media_id', required: true },
  { path: 'mpnews.articles[].author', bytes: 64 },
  { path: 'mpnews.articles[].content', required: true, bytes: 666 * 1024 },
  { path: 'mpnews.articles[].digest', bytes: 512 },
];

/** The body of its own kind must be there, and a mini program needs both of its fields. */
export function contentProblem(message: { msgtype: string; safe?: number }): string | undefined {
  const body: unknown = Reflect.get(message, message.msgtype);
  if (typeof body !== 'object' || body === null) return `${message.msgtype} is required`;
  if (message.safe === 2 && message.msgtype !== 'mpnews') return 'safe may be 2 for mpnews only';
  if (message.msgtype !== 'news' || !('articles' in body) || !Array.isArray(body.articles)) return undefined;
  const half = body.articles.some(({ appid, pagepath }) => Boolean(appid) !== Boolean(pagepath));
  return half ? 'news.articles need appid and pagepath together' : undefined;
}
