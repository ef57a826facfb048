/** What there is of the working life of members: directory, holidays, leaving, transfers, behaviour statistics. */

export type StaffState = Record<never, never>;

export function createStaffState(): StaffState {
  return {};
}

/** What a test may compare a client's picture with. */
export function staffTruth(_state: StaffState): object {
  return {};
}
