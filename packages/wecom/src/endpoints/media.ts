/** Media: files for messages, moments and the album. Temporary ones live for three days. */
import { type Download, defineEndpoint, type ReplyBase, type Upload } from '../endpoint.ts';

export type MediaType = 'image' | 'voice' | 'video' | 'file';

interface Uploaded {
  type: MediaType;
  media_id: string;
  /** Unix seconds, as text. */
  created_at: string;
}

const MB = 1024 * 1024;

/** Jpg and png; amr of at most 60 s; mp4; anything. */
const MAX_BYTES: Readonly<Record<MediaType, number>> = {
  image: 10 * MB,
  voice: 2 * MB,
  video: 10 * MB,
  file: 20 * MB,
};

/** Undefined for a stream, whose end is not known before it is sent. */
function sizeOf({ content }: Upload): number | undefined {
  if (content instanceof Uint8Array) return content.byteLength;
  return content instanceof Blob ? content.size : undefined;
}

function wrongSize(media: Upload, range: { min: number; max: number }): string | undefined {
  const size = sizeOf(media);
  if (size === undefined) return undefined;
  if (size < range.min) return `media has ${size} bytes, at least ${range.min}`;
  return size > range.max ? `media has ${size} bytes, at most ${range.max}` : undefined;
}

/** For messages; good for three days in every app of the corp. */
export const uploadMedia = defineEndpoint<{ type: MediaType; media: Upload }, ReplyBase & Uploaded>()(
  'media/upload',
  {
    method: 'POST',
    repeatable: true,
    body: 'file',
    query: ['type'],
    limits: [
      { path: 'type', required: true, oneOf: ['image', 'voice', 'video', 'file'] },
      { path: 'media', required: true },
    ],
    check: ({ type, media }) => wrongSize(media, { min: 6, max: MAX_BYTES[type] }),
  },
);

/** A picture with a lasting address that only WeCom's own surfaces show. 1,000 a day and 3,000 a month per corp. */
export const uploadImage = defineEndpoint<{ media: Upload }, ReplyBase & { url: string }>()(
  'media/uploadimg',
  {
    method: 'POST',
    quota: 'upload_image',
    repeatable: false,
    body: 'file',
    limits: [{ path: 'media', required: true }],
    check: ({ media }) => wrongSize(media, { min: 5, max: 2 * MB }),
  },
);

/** For moments (attachment_type 1) and the product album (2), which take no other media. Three days too. */
export const uploadAttachment = defineEndpoint<
  { media_type: 'image' | 'video' | 'file'; attachment_type: 1 | 2; media: Upload },
  ReplyBase & Uploaded
>()('media/upload_attachment', {
  method: 'POST',
  repeatable: true,
  body: 'file',
  query: ['media_type', 'attachment_type'],
  limits: [
    { path: 'media_type', required: true, oneOf: ['image', 'video', 'file'] },
    { path: 'attachment_type', required: true, oneOf: [1, 2] },
    { path: 'media', required: true },
  ],
  check: ({ media_type, media }) => wrongSize(media, { min: 6, max: MAX_BYTES[media_type] }),
});

interface MediaWanted {
  media_id: string;
  /** `bytes=0-1048575`; without it files above 20 MB answer 830002. */
  range?: string;
}

/** 40007 once the three days are over. */
export const getMedia = defineEndpoint<MediaWanted, ReplyBase & Download>()('media/get', {
  method: 'GET',
  repeatable: true,
  reply: 'file',
  headers: { range: 'range' },
  limits: [{ path: 'media_id', required: true }],
});

/** Voice that was recorded by the JS-SDK, in its better quality (speex). */
export const getJssdkVoice = defineEndpoint<MediaWanted, ReplyBase & Download>()('media/get/jssdk', {
  method: 'GET',
  repeatable: true,
  reply: 'file',
  headers: { range: 'range' },
  limits: [{ path: 'media_id', required: true }],
});

/** WeCom fetches up to 200 MB by itself; the address must allow ranges. */
export const uploadMediaByUrl = defineEndpoint<
  { scene: 1; type: 'video' | 'file'; filename: string; url: string; md5: string },
  ReplyBase & { jobid: string }
>()('media/upload_by_url', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'scene', required: true, oneOf: [1] },
    { path: 'type', required: true, oneOf: ['video', 'file'] },
    { path: 'filename', required: true, chars: 128 },
    { path: 'url', required: true, chars: 1024 },
    { path: 'md5', required: true, chars: 32 },
  ],
});

/** Also told by the event `upload_media_job_finish`. */
export const getUploadByUrlResult = defineEndpoint<
  { jobid: string },
  ReplyBase & {
    /** 1 working, 2 done, 3 failed. */
    status: 1 | 2 | 3;
    detail?: { errcode: number; errmsg: string; media_id?: string; created_at?: string };
  }
>()('media/get_upload_by_url_result', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'jobid', required: true }],
});
