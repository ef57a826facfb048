/** Endpoints of WeChat customer service (kf). */
import type { Route } from '../route.ts';

export const serviceRoutes: Route[] = [];
