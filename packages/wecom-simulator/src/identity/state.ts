/** What there is of tickets, OAuth, id conversions, consent to archiving. */

export type IdentityState = Record<never, never>;

export function createIdentityState(): IdentityState {
  return {};
}

/** What a test may compare a client's picture with. */
export function identityTruth(_state: IdentityState): object {
  return {};
}
