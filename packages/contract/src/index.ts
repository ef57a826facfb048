import { accessRoutes } from './access.ts';
import { acquisitionRoutes } from './acquisition.ts';
import { consentRoutes } from './consent.ts';
import { customersRoutes } from './customers.ts';
import { collectRoutes, eventsRoutes } from './events.ts';
import { importsRoutes } from './imports.ts';
import { journeysRoutes } from './journeys.ts';
import { outreachRoutes } from './outreach.ts';
import { overviewRoutes } from './overview.ts';
import { segmentsRoutes } from './segments.ts';
import { tagsRoutes } from './tags.ts';
import { wecomRoutes } from './wecom.ts';

export * from './access.ts';
export * from './acquisition.ts';
export * from './consent.ts';
export * from './customers.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './imports.ts';
export * from './journeys.ts';
export * from './outreach.ts';
export * from './overview.ts';
export * from './route.ts';
export * from './rule.ts';
export * from './segments.ts';
export * from './tags.ts';
export * from './wecom.ts';

/** The whole HTTP interface, noun by noun. Server, client and OpenAPI derive from this. */
export const contract = {
  access: accessRoutes,
  acquisition: acquisitionRoutes,
  collect: collectRoutes,
  consent: consentRoutes,
  customers: customersRoutes,
  events: eventsRoutes,
  imports: importsRoutes,
  journeys: journeysRoutes,
  outreach: outreachRoutes,
  overview: overviewRoutes,
  segments: segmentsRoutes,
  tags: tagsRoutes,
  wecom: wecomRoutes,
} as const;
