import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type SearchSchemaInput,
} from '@tanstack/react-router';
import { Loading } from './components/blanks.tsx';
import { AppFrame } from './components/shell/app-frame.tsx';
import { NotFound, PageCrashed } from './components/shell/lost.tsx';

type Raw = Record<string, unknown> & SearchSchemaInput;

/** Keeps the named search parameters that are text; whatever else stands in the address is ignored. */
function texts<K extends string>(...keys: K[]) {
  return (search: Raw): { [P in K]?: string } => {
    const kept: { [P in K]?: string } = {};
    for (const key of keys) {
      const value = search[key];
      if (typeof value === 'string' && value !== '') kept[key] = value;
      if (typeof value === 'number') kept[key] = String(value);
    }
    return kept;
  };
}

const root = createRootRoute({ component: Outlet });
const app = createRoute({ getParentRoute: () => root, id: 'app', component: AppFrame });
const parent = { getParentRoute: () => app } as const;

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: texts('next'),
  component: lazyRouteComponent(() => import('./pages/access/sign-in.tsx'), 'SignInPage'),
});

const pages = [
  createRoute({
    ...parent,
    path: '/',
    validateSearch: texts('stop'),
    component: lazyRouteComponent(() => import('./pages/overview/overview.tsx'), 'OverviewPage'),
  }),
  createRoute({
    ...parent,
    path: '/customers',
    validateSearch: texts('query', 'cursor'),
    component: lazyRouteComponent(() => import('./pages/customers/customers.tsx'), 'CustomersPage'),
  }),
  createRoute({
    ...parent,
    path: '/customers/$id',
    validateSearch: texts('name'),
    component: lazyRouteComponent(() => import('./pages/customers/customer.tsx'), 'CustomerPage'),
  }),
  createRoute({
    ...parent,
    path: '/conflicts',
    validateSearch: texts('cursor'),
    component: lazyRouteComponent(() => import('./pages/customers/conflicts.tsx'), 'ConflictsPage'),
  }),
  createRoute({
    ...parent,
    path: '/segments',
    validateSearch: texts('cursor'),
    component: lazyRouteComponent(() => import('./pages/segments/segments.tsx'), 'SegmentsPage'),
  }),
  createRoute({
    ...parent,
    path: '/segments/new',
    component: lazyRouteComponent(() => import('./pages/segments/segment.tsx'), 'NewSegmentPage'),
  }),
  createRoute({
    ...parent,
    path: '/segments/$id',
    component: lazyRouteComponent(() => import('./pages/segments/segment.tsx'), 'SegmentPage'),
  }),
  createRoute({
    ...parent,
    path: '/segments/$id/members',
    validateSearch: texts('cursor'),
    component: lazyRouteComponent(() => import('./pages/segments/members.tsx'), 'MembersPage'),
  }),
  createRoute({
    ...parent,
    path: '/tags',
    validateSearch: texts('cursor'),
    component: lazyRouteComponent(() => import('./pages/tags/tags.tsx'), 'TagsPage'),
  }),
  createRoute({
    ...parent,
    path: '/events',
    validateSearch: texts('name'),
    component: lazyRouteComponent(() => import('./pages/events/events.tsx'), 'EventsPage'),
  }),
  createRoute({
    ...parent,
    path: '/channel-codes',
    validateSearch: texts('cursor', 'open'),
    component: lazyRouteComponent(
      () => import('./pages/channel-codes/channel-codes.tsx'),
      'ChannelCodesPage',
    ),
  }),
  createRoute({
    ...parent,
    path: '/journeys',
    validateSearch: texts('cursor'),
    component: lazyRouteComponent(() => import('./pages/journeys/journeys.tsx'), 'JourneysPage'),
  }),
  createRoute({
    ...parent,
    path: '/journeys/$id',
    validateSearch: texts('view', 'node'),
    component: lazyRouteComponent(() => import('./pages/journeys/journey.tsx'), 'JourneyPage'),
  }),
  createRoute({
    ...parent,
    path: '/outreach',
    validateSearch: texts('status', 'cursor'),
    component: lazyRouteComponent(() => import('./pages/outreach/outreach.tsx'), 'OutreachPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/sources',
    validateSearch: texts('open'),
    component: lazyRouteComponent(() => import('./pages/settings/sources.tsx'), 'SourcesPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/wecom',
    component: lazyRouteComponent(() => import('./pages/settings/wecom.tsx'), 'WecomPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/imports',
    validateSearch: texts('cursor'),
    component: lazyRouteComponent(() => import('./pages/imports/imports.tsx'), 'ImportsPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/imports/$id',
    component: lazyRouteComponent(() => import('./pages/imports/import.tsx'), 'ImportPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/access',
    component: lazyRouteComponent(() => import('./pages/settings/access.tsx'), 'AccessPage'),
  }),
  createRoute({
    ...parent,
    path: '/settings/audit',
    validateSearch: texts('cursor'),
    component: lazyRouteComponent(() => import('./pages/settings/audit.tsx'), 'AuditPage'),
  }),
  createRoute({
    ...parent,
    path: '/menu',
    component: lazyRouteComponent(() => import('./pages/settings/menu.tsx'), 'MenuPage'),
  }),
  // Whatever else: said inside the frame, so that the way on is at hand.
  createRoute({ ...parent, path: '$', component: NotFound }),
] as const;

const routeTree = root.addChildren([signIn, app.addChildren(pages)]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => (
    <div className="body">
      <Loading rows={8} />
    </div>
  ),
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageCrashed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
