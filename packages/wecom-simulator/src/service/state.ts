/** What there is of WeChat customer service (kf). */

export type ServiceState = Record<never, never>;

export function createServiceState(): ServiceState {
  return {};
}

/** What a test may compare a client's picture with. */
export function serviceTruth(_state: ServiceState): object {
  return {};
}
