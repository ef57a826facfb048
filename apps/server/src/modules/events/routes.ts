import { type CustomerId, contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import { bindCollectRoutes } from './collect.ts';
import type { createEventViews, Events } from './index.ts';

interface Parts {
  events: Events;
  views: ReturnType<typeof createEventViews>;
  /** Names of customers, which events does not own. */
  customerNames(ids: CustomerId[]): Promise<Map<CustomerId, string | null>>;
  /** Names of sources by id, those too that other modules send under. */
  sourceNames(): Promise<Map<string, string>>;
}

export function bindEventsRoutes(http: Http, { events, views, ...parts }: Parts): void {
  const routes = contract.events;
  bindCollectRoutes(http, events);
  http.bind(routes.listSources, async () => ({ items: await events.sources.list(), nextCursor: null }));
  http.bind(routes.createSource, ({ body }) => events.sources.create(body));
  http.bind(routes.updateSource, ({ params, body }) => events.sources.update(params.id, body));
  http.bind(routes.rotateWriteKey, ({ params }) => events.sources.rotate(params.id));
  http.bind(routes.deleteSource, async ({ params }) => {
    await events.sources.remove(params.id);
    return { ok: true as const };
  });
  http.bind(routes.names, async () => ({ items: await views.names() }));
  http.bind(routes.stream, async ({ query }) => {
    const limit = Math.min(200, Math.max(1, Number(query.limit ?? 50)));
    const [stream, perMinute, sources] = await Promise.all([
      views.stream({ name: query.name, after: query.after, limit }),
      views.perMinute(),
      parts.sourceNames(),
    ]);
    const names = await parts.customerNames([...new Set(stream.items.map((item) => item.customerId))]);
    return {
      items: stream.items.map(({ sourceId, ...item }) => ({
        ...item,
        customerName: names.get(item.customerId) ?? null,
        source: sources.get(sourceId) ?? null,
      })),
      perMinute,
      after: stream.after,
    };
  });
}
