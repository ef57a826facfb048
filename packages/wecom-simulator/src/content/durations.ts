/** How long a recording lasts, by what its own headers say. Undefined where they say nothing that can be read. */

/** Bytes of a frame of 20 ms by its kind (AMR narrow band, RFC 4867). */
const AMR_FRAME = [13, 14, 16, 18, 20, 21, 27, 32, 6];
const AMR_HEADER = '#!AMR\n';

export function amrSeconds(bytes: Uint8Array): number | undefined {
  const header = Buffer.from(bytes.subarray(0, AMR_HEADER.length)).toString('latin1');
  if (header !== AMR_HEADER) return undefined;
  let frames = 0;
  for (let at = AMR_HEADER.length; at < bytes.length; frames++) {
    at += AMR_FRAME[((bytes[at] ?? 0) >> 3) & 0x0f] ?? 1;
  }
  return frames / 50;
}

export function mp4Seconds(bytes: Uint8Array): number | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = file.indexOf('mvhd', 0, 'latin1');
  if (at < 0) return undefined;
  // Version 1 has times of eight bytes in place of four.
  const long = file[at + 4] === 1;
  const scaleAt = at + (long ? 24 : 16);
  if (scaleAt + 12 > file.length) return undefined;
  const scale = file.readUInt32BE(scaleAt);
  const length = long ? Number(file.readBigUInt64BE(scaleAt + 4)) : file.readUInt32BE(scaleAt + 4);
  return scale === 0 ? undefined : length / scale;
}
