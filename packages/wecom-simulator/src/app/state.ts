/** What there is of messages of the app to members, and its chats. */

export type AppState = Record<never, never>;

export function createAppState(): AppState {
  return {};
}

/** What a test may compare a client's picture with. */
export function appTruth(_state: AppState): object {
  return {};
}
