/** Endpoints of the working life of members: directory, transfers, behaviour statistics. */
import type { Route } from '../route.ts';
import { directoryRoutes } from './directory-routes.ts';
import { statisticsRoutes } from './statistics-routes.ts';
import { transferRoutes } from './transfer-routes.ts';

export const staffRoutes: Route[] = [...directoryRoutes, ...transferRoutes, ...statisticsRoutes];
