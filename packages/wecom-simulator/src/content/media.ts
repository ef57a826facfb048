/** What there is of media, and who may use which for what. */
import { Refusal } from '../route.ts';
import type { World } from '../world.ts';

/** For messages, for moments, for the product album; recorded by the JS-SDK. */
export type MediaUse = 'message' | 'moment' | 'album' | 'jssdk';
export type MediaKind = 'image' | 'voice' | 'video' | 'file';

export interface StoredMedia {
  id: string;
  kind: MediaKind;
  use: MediaUse;
  fileName: string;
  contentType: string;
  bytes: Uint8Array;
  /** Unix milliseconds. */
  createdAt: number;
}

/** A lasting picture of `uploadimg`. */
export interface StoredImage {
  id: string;
  contentType: string;
  bytes: Uint8Array;
}

export interface UrlJob {
  status: 1 | 2 | 3;
  errcode: number;
  mediaId: string | undefined;
}

export interface MediaState {
  /** Oldest first. */
  media: Map<string, StoredMedia>;
  images: Map<string, StoredImage>;
  /** `uploadimg` calls per natural day and month. */
  imageCounts: Map<string, number>;
  urlJobs: Map<string, UrlJob>;
}

export function createMediaState(): MediaState {
  return { media: new Map(), images: new Map(), imageCounts: new Map(), urlJobs: new Map() };
}

const MEDIA_MS = 3 * 86_400_000;

/** Keeps a file; those whose three days are over are let go of. */
export function keepMedia(world: World, media: StoredMedia): void {
  const { media: all } = world.content;
  for (const [id, { createdAt }] of all) {
    if (media.createdAt - createdAt < MEDIA_MS) break;
    all.delete(id);
  }
  all.set(media.id, media);
}

/** The living file; 40007 when there is none, also at the end of the third day, and 41072 when it is for something else. */
export function mediaFor(
  world: World,
  wanted: { id: unknown; uses: readonly MediaUse[] | 'any'; now: number },
): StoredMedia {
  const media = typeof wanted.id === 'string' ? world.content.media.get(wanted.id) : undefined;
  if (!media || wanted.now - media.createdAt >= MEDIA_MS) throw new Refusal(40007);
  if (wanted.uses !== 'any' && !wanted.uses.includes(media.use)) throw new Refusal(41072);
  return media;
}
