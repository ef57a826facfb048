/** Endpoints of media. */
import { endpoints } from '@jetbridge/wecom';
import { periodOf } from '../period.ts';
import { type Call, Refusal, route, type UploadedFile } from '../route.ts';
import { keepMedia, type MediaKind, type MediaUse, mediaFor, type StoredMedia } from './media.ts';
import { fetchByUrl } from './media-by-url.ts';
import { checkAttachedFile, checkImageFile, checkMessageFile, mediaKindOf } from './media-checks.ts';

const IMAGES_PER_DAY = 1_000;
const IMAGES_PER_MONTH = 3_000;
/** Of one answer; larger files are read in ranges. */
const MAX_PART_BYTES = 20 * 1024 * 1024;

/** The handler judges files itself: they have published codes, and numbers in the URL are text here. */
function judgedByHandler<E extends { limits: unknown; check?: unknown }>(endpoint: E): Omit<E, 'check'> {
  const { check: _, ...rest } = endpoint;
  return { ...rest, limits: [] };
}

export const mediaRoutes = [
  route(
    judgedByHandler(endpoints.uploadMedia),
    {
      state: 'verified',
      facts: '7',
      note: 'kinds are told by the file name, 45001 for a voice or file that is too large, 3 days to the millisecond: assumed',
    },
    ({ type }, call) => {
      const kind = mediaKindOf(type);
      const file = fileOf(call);
      checkMessageFile(kind, file);
      return keep(call, { kind, use: 'message', file });
    },
  ),

  route(
    judgedByHandler(endpoints.uploadImage),
    {
      state: 'different',
      facts: '7',
      note: 'the picture is shown by the simulator; only good uploads count; a full month answers 45009 until it ends',
    },
    (_, call) => {
      const { world, random, scheduler, publicUrl } = call;
      const file = fileOf(call);
      checkImageFile(file);
      countImage(call);
      const id = random.text(40, 'image', world.serial(), scheduler.now());
      world.content.images.set(id, { id, contentType: contentTypeOf(file), bytes: file.bytes });
      return { url: `${publicUrl()}/__sim/image/${id}` };
    },
  ),

  route(
    judgedByHandler(endpoints.uploadAttachment),
    {
      state: 'assumed',
      facts: '7',
      note: 'sizes as for messages; the album takes images only; resolutions are not checked (41081)',
    },
    ({ media_type, attachment_type }, call) => {
      const kind = mediaKindOf(media_type);
      const use = ATTACHMENT_USE[String(attachment_type)];
      if (!use || kind === 'voice') throw new Refusal(40005);
      if (use === 'album' && kind !== 'image') throw new Refusal(41072);
      const file = fileOf(call);
      checkAttachedFile(kind, file);
      return keep(call, { kind, use, file });
    },
  ),

  route(
    endpoints.getMedia,
    { state: 'verified', facts: '7', note: 'a range that cannot be read is ignored: assumed' },
    ({ media_id, range }, { world, scheduler }) =>
      partOf(mediaFor(world, { id: media_id, uses: 'any', now: scheduler.now() }), range),
  ),

  route(
    endpoints.getJssdkVoice,
    { state: 'assumed', facts: '7', note: '40007 for what the JS-SDK did not record' },
    ({ media_id, range }, { world, scheduler }) => {
      const media = mediaFor(world, { id: media_id, uses: 'any', now: scheduler.now() });
      if (media.use !== 'jssdk') throw new Refusal(40007);
      return partOf({ ...media, contentType: 'audio/speex' }, range);
    },
  ),

  route(
    endpoints.uploadMediaByUrl,
    {
      state: 'assumed',
      facts: '7',
      note: 'fetches from loopback only, unless tapHosts says more; a wrong md5 fails with 830003',
    },
    (wanted, call) => ({ jobid: fetchByUrl(call, wanted) }),
  ),

  route(
    endpoints.getUploadByUrlResult,
    { state: 'assumed', facts: '7', note: 'an unknown job answers 40058' },
    ({ jobid }, { world }) => {
      const job = world.content.urlJobs.get(jobid);
      if (!job) throw new Refusal(40058);
      if (job.status === 1) return { status: 1 as const };
      const media = world.content.media.get(job.mediaId ?? '');
      return {
        status: job.status,
        detail: {
          errcode: job.errcode,
          errmsg: job.errcode === 0 ? 'ok' : 'failed',
          ...(media ? { media_id: media.id, created_at: secondsOf(media) } : {}),
        },
      };
    },
  ),
];

const ATTACHMENT_USE: Readonly<Record<string, MediaUse>> = { 1: 'moment', 2: 'album' };

function fileOf({ file }: Call): UploadedFile {
  if (!file) throw new Refusal(44001);
  return file;
}

function keep(call: Call, input: { kind: MediaKind; use: MediaUse; file: UploadedFile }) {
  const { world, random, scheduler } = call;
  const { kind, use, file } = input;
  const media: StoredMedia = {
    id: `3${random.text(43, 'media', world.serial(), scheduler.now())}`,
    kind,
    use,
    fileName: file.fileName,
    contentType: contentTypeOf(file),
    bytes: file.bytes,
    createdAt: scheduler.now(),
  };
  keepMedia(world, media);
  return { type: kind, media_id: media.id, created_at: secondsOf(media) };
}

const secondsOf = (media: StoredMedia) => String(Math.floor(media.createdAt / 1000));

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  amr: 'audio/amr',
  mp4: 'video/mp4',
};

// By the name and never by what the uploader says: what is shown to a browser must not be a page.
function contentTypeOf({ fileName }: UploadedFile): string {
  const extension = fileName.split('.').at(-1)?.toLowerCase() ?? '';
  return CONTENT_TYPES[extension] ?? 'application/octet-stream';
}

function countImage({ world, scheduler }: Call): void {
  const { imageCounts } = world.content;
  const periods = [
    { name: periodOf('day', scheduler.now()), most: IMAGES_PER_DAY },
    { name: periodOf('month', scheduler.now()), most: IMAGES_PER_MONTH },
  ];
  if (periods.some(({ name, most }) => (imageCounts.get(name) ?? 0) >= most)) throw new Refusal(45009);
  for (const known of imageCounts.keys()) {
    if (!periods.some(({ name }) => name === known)) imageCounts.delete(known);
  }
  for (const { name } of periods) imageCounts.set(name, (imageCounts.get(name) ?? 0) + 1);
}

function partOf(media: StoredMedia, range: string | undefined) {
  const total = media.bytes.byteLength;
  const { contentType, fileName } = media;
  const asked = /^bytes=(\d{1,12})-(\d{0,12})$/.exec(range ?? '');
  const from = Number(asked?.[1] ?? 0);
  const to = Math.min(total - 1, asked?.[2] ? Number(asked[2]) : total - 1);
  const isPart = asked !== null && from <= to;
  const body = isPart ? media.bytes.subarray(from, to + 1) : media.bytes;
  if (body.byteLength > MAX_PART_BYTES) throw new Refusal(830002);
  return { body, contentType, fileName, contentRange: isPart ? `bytes ${from}-${to}/${total}` : undefined };
}
