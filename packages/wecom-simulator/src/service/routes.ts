/** Endpoints of WeChat customer service (kf). */
import type { Route } from '../route.ts';
import { serviceAccountRoutes } from './account-routes.ts';
import { serviceMessageRoutes } from './message-routes.ts';
import { serviceSessionRoutes } from './session-routes.ts';

export const serviceRoutes: Route[] = [
  ...serviceAccountRoutes,
  ...serviceMessageRoutes,
  ...serviceSessionRoutes,
];
