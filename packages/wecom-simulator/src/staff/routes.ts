/** Endpoints of the working life of members: directory, holidays, leaving, transfers, behaviour statistics. */
import type { Route } from '../route.ts';

export const staffRoutes: Route[] = [];
