import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import { pageAsk } from '../../kernel/page.ts';
import type { Acquisition } from './index.ts';
import { codePosition } from './views.ts';

const done = { ok: true } as const;

export function bindAcquisitionRoutes(http: Http, acquisition: Acquisition): void {
  const routes = contract.acquisition;
  http.bind(routes.list, ({ query }) => acquisition.list(pageAsk(query, codePosition)));
  http.bind(routes.get, ({ params }) => acquisition.get(params.id));
  http.bind(routes.create, ({ body }) => acquisition.create(body));
  http.bind(routes.update, ({ params, body }) => acquisition.update(params.id, body));
  http.bind(routes.close, ({ params }) => acquisition.close(params.id).then(() => done));
}
