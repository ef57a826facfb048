import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import { pageAsk, positions } from '../../kernel/page.ts';
import type { Journeys } from './index.ts';
import { enrolmentPosition } from './views.ts';

export function bindJourneysRoutes(http: Http, journeys: Journeys): void {
  const routes = contract.journeys;
  http.bind(routes.list, ({ query }) => journeys.list(pageAsk(query, positions.uuid)));
  http.bind(routes.create, ({ body }) => journeys.create(body.name, body.graph));
  http.bind(routes.get, ({ params }) => journeys.get(params.id));
  http.bind(routes.saveDraft, ({ params, body }) => journeys.saveDraft(params.id, body));
  http.bind(routes.check, async ({ body }) => ({ problems: await journeys.check(body.graph) }));
  http.bind(routes.publish, ({ params, actor }) => journeys.publish(params.id, actor?.name ?? 'unknown'));
  http.bind(routes.pause, ({ params }) => journeys.pause(params.id));
  http.bind(routes.resume, ({ params }) => journeys.resume(params.id));
  http.bind(routes.counts, ({ params, query }) =>
    journeys.counts(params.id, query.version === undefined ? null : Number(query.version)),
  );
  http.bind(routes.enrolments, ({ params, query }) =>
    journeys.enrolments(pageAsk(query, enrolmentPosition), {
      journeyId: params.id,
      node: query.node ?? null,
    }),
  );
  http.bind(routes.remove, async ({ params }) => {
    await journeys.remove(params.id, params.enrolmentId);
    return { ok: true } as const;
  });
}
