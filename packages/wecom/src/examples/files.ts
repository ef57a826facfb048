import { createReadStream, openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { endpoints, type WecomClient } from '@jetbridge/wecom';

/** From disk, with its length, and again after a failure. */
export async function sendFile(wecom: WecomClient, path: string): Promise<string> {
  const media = { fileName: basename(path), content: await openAsBlob(path) };
  return (await wecom.call(endpoints.uploadMedia, { type: 'file', media })).media_id;
}

/** As it is read, never held; not again after a failure, as it cannot be read twice. */
export async function sendStream(wecom: WecomClient, path: string, signal: AbortSignal): Promise<string> {
  const media = { fileName: basename(path), type: 'video/mp4', content: createReadStream(path) };
  return (await wecom.call(endpoints.uploadMedia, { type: 'video', media }, { signal })).media_id;
}

export async function fetchFile(wecom: WecomClient, mediaId: string) {
  const file = await wecom.call(endpoints.getMedia, { media_id: mediaId });
  return { name: file.fileName ?? mediaId, type: file.contentType, bytes: file.body };
}
