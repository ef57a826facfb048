/** Endpoints of tickets, OAuth, id conversions, consent to archiving. */
import type { Route } from '../route.ts';

export const identityRoutes: Route[] = [];
