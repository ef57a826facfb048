/** The areas of WeCom, each in a folder of its own: what the API does and what people do. */
import {
  type AcquisitionActions,
  acquisitionCommands,
  createAcquisitionActions,
} from './acquisition/actions.ts';
import { acquisitionRoutes } from './acquisition/routes.ts';
import { type AppActions, appCommands, createAppActions } from './app/actions.ts';
import { appRoutes } from './app/routes.ts';
import { type ConsentActions, consentCommands, createConsentActions } from './consent/actions.ts';
import { consentRoutes } from './consent/routes.ts';
import { type ContentActions, contentCommands, createContentActions } from './content/actions.ts';
import { contentRoutes } from './content/routes.ts';
import type { Command } from './control-input.ts';
import { createGroupActions, type GroupActions, groupCommands } from './groups/actions.ts';
import { groupRoutes } from './groups/routes.ts';
import { createIdentityActions, type IdentityActions, identityCommands } from './identity/actions.ts';
import { identityRoutes } from './identity/routes.ts';
import type { Parts, Reactions } from './parts.ts';
import type { Route } from './route.ts';
import { createServiceActions, type ServiceActions, serviceCommands } from './service/actions.ts';
import { serviceRoutes } from './service/routes.ts';
import { createStaffActions, type StaffActions, staffCommands } from './staff/actions.ts';
import { staffRoutes } from './staff/routes.ts';

export interface AreaActions {
  groups: GroupActions;
  content: ContentActions;
  acquisition: AcquisitionActions;
  staff: StaffActions;
  service: ServiceActions;
  consent: ConsentActions;
  app: AppActions;
  identity: IdentityActions;
}

export function createAreaActions(parts: Parts, reactions: Reactions): AreaActions {
  return {
    groups: createGroupActions(parts, reactions),
    content: createContentActions(parts, reactions),
    acquisition: createAcquisitionActions(parts, reactions),
    staff: createStaffActions(parts, reactions),
    service: createServiceActions(parts, reactions),
    consent: createConsentActions(parts),
    app: createAppActions(parts, reactions),
    identity: createIdentityActions(parts, reactions),
  };
}

export const areaRoutes: readonly Route[] = [
  ...groupRoutes,
  ...contentRoutes,
  ...acquisitionRoutes,
  ...staffRoutes,
  ...serviceRoutes,
  ...consentRoutes,
  ...appRoutes,
  ...identityRoutes,
];

/** `POST /__sim/AREA/NAME` by area and name. */
export const areaCommands: Readonly<Record<string, Readonly<Record<string, Command>>>> = {
  groups: groupCommands,
  content: contentCommands,
  acquisition: acquisitionCommands,
  staff: staffCommands,
  service: serviceCommands,
  consent: consentCommands,
  app: appCommands,
  identity: identityCommands,
};
