/** Endpoints of messages of the app to members, and its chats. */
import type { Route } from '../route.ts';

export const appRoutes: Route[] = [];
