/** What there is of media, moments, product album, interception rules. */
import { type AlbumState, createAlbumState } from './album.ts';
import { createInterceptionState, type InterceptionState } from './interception.ts';
import { createMediaState, type MediaState } from './media.ts';
import { createMomentState, type MomentState, momentTruth } from './moments.ts';

export type ContentState = MediaState & MomentState & AlbumState & InterceptionState;

export function createContentState(): ContentState {
  return {
    ...createMediaState(),
    ...createMomentState(),
    ...createAlbumState(),
    ...createInterceptionState(),
  };
}

/** What a test may compare a client's picture with. */
export function contentTruth(state: ContentState) {
  return {
    moments: momentTruth(state),
    media: [...state.media.values()].map(({ bytes, ...media }) => ({ ...media, size: bytes.byteLength })),
    products: [...state.products.values()],
    rules: [...state.rules.values()],
  };
}
