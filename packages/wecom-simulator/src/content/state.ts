/** What there is of media, moments, product album, interception rules. */

export type ContentState = Record<never, never>;

export function createContentState(): ContentState {
  return {};
}

/** What a test may compare a client's picture with. */
export function contentTruth(_state: ContentState): object {
  return {};
}
