/** Attachments as the archive records them. */
import { createHash } from 'node:crypto';
import type { ArchiveBodies, Attachment } from '@jetbridge/wecom';

/** One kind of record with its body. */
export type RecordBody = {
  [Kind in keyof ArchiveBodies]: { kind: Kind; body: ArchiveBodies[Kind] };
}[keyof ArchiveBodies];

/** A file that was sent, as far as the simulator still has it. */
export interface SentFile {
  fileName: string;
  bytes: Uint8Array;
}

/** `fileOf` finds the file of a media_id. */
export function bodyOfAttachment(
  attachment: Attachment,
  fileOf: (mediaId: string) => SentFile | undefined,
): RecordBody {
  switch (attachment.msgtype) {
    case 'image': {
      const id = attachment.image.media_id ?? attachment.image.pic_url ?? '';
      return { kind: 'image', body: archivedFile(id, fileOf(id)) };
    }
    case 'video': {
      const id = attachment.video.media_id;
      return { kind: 'video', body: { ...archivedFile(id, fileOf(id)), play_length: 0 } };
    }
    case 'file': {
      const id = attachment.file.media_id;
      const file = fileOf(id);
      const filename = file?.fileName ?? '';
      const fileext = /\.([^.]+)$/.exec(filename)?.[1] ?? '';
      return { kind: 'file', body: { ...archivedFile(id, file), filename, fileext } };
    }
    case 'link': {
      const { title, url, picurl, desc } = attachment.link;
      const body = { title, description: desc ?? '', link_url: url, image_url: picurl ?? '' };
      return { kind: 'link', body };
    }
    case 'miniprogram': {
      const { title, appid } = attachment.miniprogram;
      return { kind: 'weapp', body: { title, description: '', username: appid, displayname: title } };
    }
  }
}

function archivedFile(id: string, file: SentFile | undefined) {
  const digest = (bytes: Uint8Array | string) => createHash('md5').update(bytes).digest('hex');
  return {
    // The real one is empty now and then.
    md5sum: file ? digest(file.bytes) : '',
    filesize: file?.bytes.byteLength ?? 0,
    sdkfileid: `SDK${digest(id)}`,
  };
}

const BODY_NAMES: Readonly<Partial<Record<keyof ArchiveBodies, string>>> = {
  external_redpacket: 'redpacket',
  docmsg: 'doc',
  markdown: 'info',
  news: 'info',
};

/** The fields that say what was sent, as they stand in the decrypted JSON. */
export function wireOf({ kind, body }: RecordBody): Record<string, unknown> {
  if (kind === 'meeting_voice_call') {
    const { voiceid, ...rest } = body;
    return { msgtype: kind, voiceid, meeting_voice_call: rest };
  }
  if (kind === 'voip_doc_share') {
    const { voipid, ...rest } = body;
    return { msgtype: kind, voipid, voip_doc_share: rest };
  }
  return { msgtype: kind, [BODY_NAMES[kind] ?? kind]: body };
}

/** JSON in which the id of a meeting is a bare number of 64 bits. */
export function plaintextOf(message: object): string {
  return JSON.stringify(message).replace(/"meetingid":"(\d{1,20})"/, '"meetingid":$1');
}
