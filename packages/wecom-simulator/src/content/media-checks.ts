/** What a file may be, by what it is sent for, and the errcode for what it may not be. */
import { Refusal, type UploadedFile } from '../route.ts';
import { amrSeconds, mp4Seconds } from './durations.ts';
import type { MediaKind } from './media.ts';

const MB = 1024 * 1024;

interface Rule {
  maxBytes: number;
  /** Undefined: any. */
  extensions: readonly string[] | undefined;
  tooLarge: number;
}

const RULES: Readonly<Record<MediaKind, Rule>> = {
  image: { maxBytes: 10 * MB, extensions: ['jpg', 'jpeg', 'png'], tooLarge: 40009 },
  voice: { maxBytes: 2 * MB, extensions: ['amr'], tooLarge: 45001 },
  video: { maxBytes: 10 * MB, extensions: ['mp4'], tooLarge: 40011 },
  file: { maxBytes: 20 * MB, extensions: undefined, tooLarge: 45001 },
};

const MAX_VOICE_S = 60;
const MAX_ATTACHED_VIDEO_S = 30;

export function mediaKindOf(value: unknown): MediaKind {
  if (value === 'image' || value === 'voice' || value === 'video' || value === 'file') return value;
  throw new Refusal(40005);
}

/** For `media/upload`. */
export function checkMessageFile(kind: MediaKind, file: UploadedFile): void {
  const rule = RULES[kind];
  checkSize(file, { min: 6, max: rule.maxBytes, tooLarge: rule.tooLarge });
  checkExtension(file, { extensions: rule.extensions, wrong: 40004 });
  if (kind === 'voice' && (amrSeconds(file.bytes) ?? 0) > MAX_VOICE_S) throw new Refusal(45007);
}

/** For `media/upload_attachment`, which has codes of its own. */
export function checkAttachedFile(kind: MediaKind, file: UploadedFile): void {
  const rule = RULES[kind];
  checkSize(file, { min: 6, max: rule.maxBytes, tooLarge: 41080 });
  checkExtension(file, { extensions: rule.extensions, wrong: kind === 'video' ? 41090 : 40004 });
  if (kind === 'video' && (mp4Seconds(file.bytes) ?? 0) > MAX_ATTACHED_VIDEO_S) throw new Refusal(41082);
}

/** For `media/uploadimg`. */
export function checkImageFile(file: UploadedFile): void {
  checkSize(file, { min: 5, max: 2 * MB, tooLarge: RULES.image.tooLarge });
  checkExtension(file, { extensions: RULES.image.extensions, wrong: 40004 });
}

function checkSize(file: UploadedFile, range: { min: number; max: number; tooLarge: number }): void {
  const size = file.bytes.byteLength;
  if (size === 0) throw new Refusal(44001);
  if (size < range.min) throw new Refusal(40006);
  if (size > range.max) throw new Refusal(range.tooLarge);
}

function checkExtension(
  file: UploadedFile,
  rule: { extensions: readonly string[] | undefined; wrong: number },
): void {
  const extension = /\.([^.]+)$/.exec(file.fileName)?.[1]?.toLowerCase() ?? '';
  if (rule.extensions && !rule.extensions.includes(extension)) throw new Refusal(rule.wrong);
}
