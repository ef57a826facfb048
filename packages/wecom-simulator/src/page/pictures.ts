/** Pictures that were uploaded through the API. */
import type { Core } from '../core.ts';
import type { HttpAnswer } from '../pages.ts';

const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;

export function pictureOf({ world }: Core, mediaId: string): HttpAnswer | undefined {
  const media = world.content.media.get(mediaId) ?? world.content.images.get(mediaId);
  if (!media || !SHOWN.test(media.contentType)) return undefined;
  return { status: 200, type: media.contentType, body: media.bytes };
}
