import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import { pageAsk, positions } from '../../kernel/page.ts';
import type { Outreach } from './index.ts';
import { bindLinks } from './links.ts';

export function bindOutreachRoutes(http: Http, outreach: Outreach): void {
  const routes = contract.outreach;
  http.bind(routes.listSends, ({ query }) => outreach.sends(pageAsk(query, positions.uuid), query));
  http.bind(routes.budget, () => outreach.budget());
  http.bind(routes.setPolicy, ({ body, actor }) => outreach.setPolicy(body, actor?.name ?? 'unknown'));
  http.bind(routes.test, ({ body }) => outreach.wouldSend(body.customerId, body.purpose));
  bindLinks(http, outreach.follow);
}
