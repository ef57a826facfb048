import { createServer, type Server } from 'node:http';
import { CallbackError, type OpenedCallback, openCallback, verifyUrl } from '@jetbridge/wecom';

/** Verifies the URL, takes callbacks in XML and in JSON, answers at once. `store` keeps them for the work afterwards. */
export function callbackServer(
  config: { token: string; encodingAesKey: string; receiveId: string },
  store: (callback: OpenedCallback) => Promise<void>,
): Server {
  return createServer(async (request, response) => {
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://receiver').searchParams);
    const windowed = { ...config, windowMs: 600_000 };
    try {
      if (request.method === 'GET') {
        response.end(verifyUrl({ config: windowed, query, now: Date.now() }));
        return;
      }
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const callback = openCallback({
        config: windowed,
        query,
        body: Buffer.concat(chunks),
        now: Date.now(),
      });
      // A second delivery has the same `dedupeKey`. Stored before the answer, or a crash would lose it.
      await store(callback);
      response.end();
    } catch (error) {
      response.writeHead(error instanceof CallbackError ? 403 : 500).end();
    }
  });
}

/** Later, from the inbox: events are a union over `kind`. */
export function whatHappened({ event }: OpenedCallback): string {
  switch (event.kind) {
    case 'change_external_contact.add_external_contact':
      return `${event.externalUserId} became a friend of ${event.userId} by ${event.state ?? 'nothing known'}`;
    case 'change_external_contact.del_follow_user':
      return `${event.externalUserId} removed ${event.userId}`;
    case 'kf_msg_or_event':
      return `something to read in ${event.openKfId}`;
    default:
      return `${event.kind}: ${Object.keys(event.fields).length} fields`;
  }
}
