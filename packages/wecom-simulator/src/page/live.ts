/** Server-sent events: tells open pages that something has changed, a few times a second at most. */
import type { ServerResponse } from 'node:http';
import type { Feed } from '../feed.ts';

export interface Live {
  open(response: ServerResponse): void;
  close(): void;
}

const EVERY_MS = 150;
/** A connection that says nothing for long is cut by whatever lies between. */
const ALIVE_MS = 15_000;

export function createLive(feed: Feed, hello: string): Live {
  const open = new Set<ServerResponse>();
  const write = (text: string) => {
    for (const response of open) response.write(text);
  };
  let due: NodeJS.Timeout | undefined;
  const unwatch = feed.watch(() => {
    if (open.size === 0) return;
    due ??= setTimeout(() => {
      due = undefined;
      write('event: change\ndata: {}\n\n');
    }, EVERY_MS).unref();
  });
  const alive = setInterval(() => write(': alive\n\n'), ALIVE_MS).unref();
  return {
    open: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(`retry: 1500\nevent: hello\ndata: ${JSON.stringify({ start: hello })}\n\n`);
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    close: () => {
      unwatch();
      clearTimeout(due);
      clearInterval(alive);
      for (const response of open) response.end();
    },
  };
}
