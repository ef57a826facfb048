/** What there is of acquisition links and their quota. */

export type AcquisitionState = Record<never, never>;

export function createAcquisitionState(): AcquisitionState {
  return {};
}

/** What a test may compare a client's picture with. */
export function acquisitionTruth(_state: AcquisitionState): object {
  return {};
}
