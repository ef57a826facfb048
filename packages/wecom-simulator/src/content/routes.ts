/** Endpoints of media, moments, product album, interception rules. */
import type { Route } from '../route.ts';

export const contentRoutes: Route[] = [];
