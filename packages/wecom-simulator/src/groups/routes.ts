/** Endpoints of customer groups, their join ways and welcome templates. */
import type { Route } from '../route.ts';

export const groupRoutes: Route[] = [];
