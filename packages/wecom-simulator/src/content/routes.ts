/** Endpoints of media, moments, product album, interception rules. */
import type { Route } from '../route.ts';
import { albumRoutes } from './album.ts';
import { interceptionRoutes } from './interception.ts';
import { mediaRoutes } from './media-routes.ts';
import { momentRoutes } from './moment-routes.ts';

export const contentRoutes: Route[] = [
  ...mediaRoutes,
  ...momentRoutes,
  ...albumRoutes,
  ...interceptionRoutes,
];
