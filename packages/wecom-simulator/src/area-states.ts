/** What there is of each area, and what of it is true. */
import { type AcquisitionState, acquisitionTruth, createAcquisitionState } from './acquisition/state.ts';
import { type AppState, appTruth, createAppState } from './app/state.ts';
import { type ConsentState, consentTruth, createConsentState } from './consent/state.ts';
import { type ContentState, contentTruth, createContentState } from './content/state.ts';
import { createGroupState, type GroupState, groupTruth } from './groups/state.ts';
import { createIdentityState, type IdentityState, identityTruth } from './identity/state.ts';
import { createServiceState, type ServiceState, serviceTruth } from './service/state.ts';
import { createStaffState, type StaffState, staffTruth } from './staff/state.ts';

export interface AreaStates {
  groups: GroupState;
  content: ContentState;
  acquisition: AcquisitionState;
  /** Not `staff`: that is the members themselves. */
  roster: StaffState;
  service: ServiceState;
  consent: ConsentState;
  app: AppState;
  identity: IdentityState;
}

export function createAreaStates(): AreaStates {
  return {
    groups: createGroupState(),
    content: createContentState(),
    acquisition: createAcquisitionState(),
    roster: createStaffState(),
    service: createServiceState(),
    consent: createConsentState(),
    app: createAppState(),
    identity: createIdentityState(),
  };
}

export function tellAreaTruth(states: AreaStates) {
  return {
    groups: groupTruth(states.groups),
    content: contentTruth(states.content),
    acquisition: acquisitionTruth(states.acquisition),
    staff: staffTruth(states.roster),
    service: serviceTruth(states.service),
    consent: consentTruth(states.consent),
    app: appTruth(states.app),
    identity: identityTruth(states.identity),
  };
}
