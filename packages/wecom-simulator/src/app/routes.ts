/** Endpoints of messages of the app to members, and its chats. */
import type { Route } from '../route.ts';
import { chatRoutes } from './chat-routes.ts';
import { messageRoutes } from './message-routes.ts';

export const appRoutes: Route[] = [...messageRoutes, ...chatRoutes];
