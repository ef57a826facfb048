/** The lasting pictures of `uploadimg`, as a browser gets them. */
import type { HttpAnswer } from '../pages.ts';
import type { World } from '../world.ts';

/** Undefined when the path is that of no picture. */
export function lastingPicture(path: string, world: World): HttpAnswer | undefined {
  const id = /^image\/([\w-]{40})$/.exec(path)?.[1];
  const image = id === undefined ? undefined : world.content.images.get(id);
  return image && { status: 200, type: image.contentType, body: image.bytes };
}
