import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import { pageAsk, positions } from '../../kernel/page.ts';
import type { Segments } from './index.ts';

export function bindSegmentsRoutes(http: Http, segments: Segments): void {
  const { segments: routes } = contract;
  http.bind(routes.list, ({ query }) => segments.list(pageAsk(query, positions.uuid)));
  http.bind(routes.create, ({ body }) => segments.create(body));
  http.bind(routes.preview, ({ body }) => segments.preview(body.rule));
  http.bind(routes.get, ({ params }) => segments.get(params.id));
  http.bind(routes.update, ({ params, body }) => segments.update(params.id, body));
  http.bind(routes.remove, ({ params }) => segments.remove(params.id));
  http.bind(routes.members, ({ params, query }) =>
    segments.members(params.id, pageAsk(query, positions.number)),
  );
  http.bind(routes.trend, ({ params }) => segments.trend(params.id));
}
