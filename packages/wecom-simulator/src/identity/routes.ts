/** Endpoints of tickets, sign-in and id conversion. */
import { endpoints } from '@jetbridge/wecom';
import { type Route, route } from '../route.ts';
import { conversionRoutes } from './conversion-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { issueTicket } from './tickets.ts';

const note = 'the same ticket while it lives, and the same of the corp for all apps: assumed';

export const identityRoutes: Route[] = [
  route(endpoints.getJsapiTicket, { state: 'verified', facts: '8.1', note }, (_, call) =>
    issueTicket(call, call.app, 'corp'),
  ),
  route(endpoints.getAgentTicket, { state: 'verified', facts: '8.1', note }, (_, call) =>
    issueTicket(call, call.app, 'app'),
  ),
  ...signInRoutes,
  ...conversionRoutes,
];
