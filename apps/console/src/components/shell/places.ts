import type { Permission } from '@jetbridge/contract';

export interface Place {
  /** Key below `nav.` */
  key: string;
  to: string;
  needs: Permission;
}
export interface Stop {
  key: string;
  places: readonly Place[];
}

/** The navigation: the loop as a closed route, a stop per group. */
export const stops: readonly Stop[] = [
  {
    key: 'know',
    places: [
      { key: 'customers', to: '/customers', needs: 'customers:read' },
      { key: 'segments', to: '/segments', needs: 'segments:read' },
      { key: 'tags', to: '/tags', needs: 'tags:read' },
      { key: 'events', to: '/events', needs: 'events:read' },
    ],
  },
  {
    key: 'connect',
    places: [
      { key: 'channelCodes', to: '/channel-codes', needs: 'acquisition:read' },
      { key: 'wecom', to: '/settings/wecom', needs: 'wecom:read' },
    ],
  },
  {
    key: 'nurture',
    places: [
      { key: 'journeys', to: '/journeys', needs: 'journeys:read' },
      { key: 'outreach', to: '/outreach', needs: 'outreach:read' },
    ],
  },
  {
    key: 'data',
    places: [
      { key: 'sources', to: '/settings/sources', needs: 'sources:read' },
      { key: 'imports', to: '/settings/imports', needs: 'imports:read' },
    ],
  },
  {
    key: 'trust',
    places: [
      { key: 'conflicts', to: '/conflicts', needs: 'customers:read' },
      { key: 'access', to: '/settings/access', needs: 'access:read' },
      { key: 'audit', to: '/settings/audit', needs: 'audit:read' },
    ],
  },
];

/** Whether a path lies within a place. */
export function isAt(path: string, to: string): boolean {
  return to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
}
