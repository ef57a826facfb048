/** `upload_by_url`: the corp's server has a file, WeCom fetches it and says when it has. */
import { createHash } from 'node:crypto';
import { type Context, Refusal } from '../route.ts';
import { mayVisit } from '../tap.ts';
import { keepMedia, type UrlJob } from './media.ts';

const MAX_BYTES = 200 * 1024 * 1024;
const DISPATCH_MS = 1_000;
const TIMEOUT_MS = 60_000;

interface Wanted {
  type: 'video' | 'file';
  filename: string;
  url: string;
  md5: string;
}

/** Returns the job's id; the fetch comes after the answer. */
export function fetchByUrl(context: Context, wanted: Wanted): string {
  const { world, random, scheduler, callbacks } = context;
  if (!URL.canParse(wanted.url) || !/^https?:$/.test(new URL(wanted.url).protocol)) throw new Refusal(830001);
  const jobid = `jobid_${random.text(30, 'url job', world.serial(), scheduler.now())}`;
  const job: UrlJob = { status: 1, errcode: 0, mediaId: undefined };
  world.content.urlJobs.set(jobid, job);
  scheduler.after(DISPATCH_MS, async () => {
    const fetched = await fetchFile(wanted, context);
    if (typeof fetched === 'number') {
      Object.assign(job, { status: 3, errcode: fetched });
    } else {
      const id = `3${random.text(43, 'media', world.serial(), scheduler.now())}`;
      keepMedia(world, {
        id,
        kind: wanted.type,
        use: 'message',
        fileName: wanted.filename,
        contentType: wanted.type === 'video' ? 'video/mp4' : 'application/octet-stream',
        bytes: fetched,
        createdAt: scheduler.now(),
      });
      Object.assign(job, { status: 2, mediaId: id });
    }
    callbacks.emit({ Event: 'upload_media_job_finish', JobId: jobid });
  });
  return jobid;
}

/** The file, or the errcode of what went wrong. */
async function fetchFile(wanted: Wanted, { settings }: Context): Promise<Uint8Array | number> {
  if (!mayVisit(wanted.url, settings)) return 830003;
  try {
    const response = await fetch(wanted.url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status !== 200 || !response.body) return 830003;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > MAX_BYTES) return 830002;
      chunks.push(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const md5 = createHash('md5').update(bytes).digest('hex');
    return md5 === wanted.md5.toLowerCase() ? bytes : 830003;
  } catch {
    return 830003;
  }
}
