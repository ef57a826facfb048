/** Endpoints of acquisition links and their quota. */
import type { Route } from '../route.ts';

export const acquisitionRoutes: Route[] = [];
