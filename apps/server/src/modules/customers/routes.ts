import { type Customer, type CustomerId, contract } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import type { Http } from '../../kernel/http.ts';
import { pageAsk, pageOf, positions } from '../../kernel/page.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Customers } from './index.ts';

/** What the other modules know of a customer; composed above, since customers does not know them. */
export type Around = Pick<Customer, 'tags' | 'segments' | 'friends' | 'consents'>;

interface Parts {
  pg: Postgres;
  customers: Customers;
  around(id: CustomerId): Promise<Around>;
  friendCount(): Promise<number>;
  sourceNames(): Promise<Map<string, string>>;
}

const timelinePosition = /^\d{4}-\d\d-\d\dT[\d:.]+Z \S{36}$/;

export function bindCustomersRoutes(http: Http, parts: Parts): void {
  const { pg, customers } = parts;
  const routes = contract.customers;

  async function living(id: CustomerId): Promise<CustomerId> {
    const found = (await customers.canonical(pg, [id])).get(id);
    if (!found) throw new AppError('customers.not_found');
    return found;
  }

  http.bind(routes.list, async ({ query }) => {
    const ask = pageAsk(query, positions.number);
    const rows = await customers.list({ query: query.query, before: ask.after, limit: ask.limit + 1 });
    return pageOf(rows, ask, { position: (row) => row.id, item: (row) => row });
  });
  http.bind(routes.count, async () => ({ ...(await customers.count()), friends: await parts.friendCount() }));
  http.bind(routes.lookup, async ({ query }) => {
    const id = await customers.lookup(pg, query.kind, query.value);
    if (id === null) throw new AppError('customers.identity_not_found');
    return { id };
  });
  http.bind(routes.get, async ({ params }) => {
    const id = await living(params.id);
    const [profile, around] = await Promise.all([customers.profile(id), parts.around(id)]);
    if (!profile) throw new AppError('customers.not_found');
    return { ...profile, ...around };
  });
  http.bind(routes.timeline, async ({ params, query }) => {
    const id = await living(params.id);
    const ask = pageAsk(query, timelinePosition);
    const [time, eventId] = ask.after?.split(' ') ?? [];
    const before: [string, string] | null = time && eventId ? [time, eventId] : null;
    const [rows, sources] = await Promise.all([
      customers.timeline(id, { before, limit: ask.limit + 1, name: query.name }),
      parts.sourceNames(),
    ]);
    return pageOf(rows, ask, {
      position: (row) => `${row.eventTime} ${row.eventId}`,
      item: ({ sourceId, ...row }) => ({ ...row, source: sources.get(sourceId) ?? null }),
    });
  });
  http.bind(routes.reveal, async ({ params }) => ({
    identities: await customers.identitiesOf(await living(params.id), true),
  }));
  http.bind(routes.merge, async ({ params, body, actor }) => {
    const merged = await customers.merge(params.id, body.otherId, `by ${actor?.name ?? ''}`);
    return { id: merged.winner, mergeId: merged.mergeId };
  });
  http.bind(routes.undoMerge, async ({ params }) => {
    await customers.undoMerge(params.id);
    return { ok: true as const };
  });
  http.bind(routes.listConflicts, async ({ query }) => {
    const ask = pageAsk(query, positions.uuid);
    const rows = await customers.openConflicts({ before: ask.after, limit: ask.limit + 1 });
    return pageOf(rows, ask, { position: (row) => row.id, item: (row) => row });
  });
  http.bind(routes.resolveConflict, async ({ params, body, actor }) => {
    await customers.resolveConflict(params.id, body.decision, actor?.name ?? '');
    return { ok: true as const };
  });
  http.bind(routes.traitNames, async () => ({ items: await customers.traitNames() }));
}
