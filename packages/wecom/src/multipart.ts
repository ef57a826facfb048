/** A file as multipart/form-data: at once when its length is known, otherwise chunk by chunk as it is read. */
import { randomUUID } from 'node:crypto';
import type { Upload } from './endpoint.ts';

export interface FileBody {
  contentType: string;
  body: Blob | ReadableStream<Uint8Array>;
  /** Why the content could not be read, if that is what went wrong. */
  readFailure(): { cause: unknown } | undefined;
  /** Lets go of a source that was not read to its end. */
  close(): void;
}

/** Streams that were read from, here or in an earlier call: their beginning is gone. */
const begun = new WeakSet<object>();

/** False for a stream that was read from: sending it again would send a part, or nothing. */
export function canBeSent({ content }: Upload): boolean {
  return !begun.has(content);
}

export function isUpload(value: unknown): value is Upload {
  if (typeof value !== 'object' || value === null || !('fileName' in value) || !('content' in value))
    return false;
  const { fileName, content } = value;
  if (typeof fileName !== 'string' || typeof content !== 'object' || content === null) return false;
  return content instanceof Uint8Array || content instanceof Blob || Symbol.asyncIterator in content;
}

export function fileBody(file: Upload): FileBody {
  const boundary = `----${randomUUID()}`;
  const contentType = `multipart/form-data; boundary=${boundary}`;
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="${escaped(file.fileName)}"\r\nContent-Type: ${mimeType(file)}\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const { content } = file;
  if (!(Symbol.asyncIterator in content)) {
    const part = content instanceof Blob ? content : new Uint8Array(content);
    const body = new Blob([head, part, tail]);
    return { contentType, body, readFailure: () => undefined, close: () => undefined };
  }
  return { contentType, ...streamed(content, Buffer.from(head), Buffer.from(tail)) };
}

function streamed(content: AsyncIterable<Uint8Array>, head: Uint8Array, tail: Uint8Array) {
  let failure: { cause: unknown } | undefined;
  async function* parts(): AsyncGenerator<Uint8Array, void, undefined> {
    yield head;
    begun.add(content);
    try {
      for await (const chunk of content) {
        if (!(chunk instanceof Uint8Array)) throw new TypeError('a chunk of the file is not bytes');
        // In chunked encoding an empty chunk would be the end.
        if (chunk.byteLength > 0) yield chunk;
      }
    } catch (cause) {
      failure = { cause };
      throw cause;
    }
    yield tail;
  }
  const source = parts();
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { value, done } = await source.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: async () => void (await source.return()),
    },
    // Nothing is read before the connection asks for it.
    { highWaterMark: 0 },
  );
  return {
    body,
    readFailure: () => failure,
    // Not awaited: a source in the middle of a read answers when that read ends, if ever.
    close: () => void source.return().catch(() => undefined),
  };
}

// As browsers do it: raw UTF-8, and the three characters that would end the name or the line in percent form.
function escaped(fileName: string): string {
  return fileName.replace(/\r\n|\r|\n/g, '%0D%0A').replaceAll('"', '%22');
}

function mimeType({ type, content }: Upload): string {
  const given = type ?? (content instanceof Blob ? content.type : '');
  return /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w"-]+)*$/.test(given) ? given : 'application/octet-stream';
}

/** The file name of a Content-Disposition header, without any folders. */
export function fileNameOf(disposition: string | null): string | undefined {
  if (disposition === null) return undefined;
  // Headers arrive as Latin-1; servers write UTF-8 all the same.
  const text = utf8(Buffer.from(disposition, 'latin1')) ?? disposition;
  const extended = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(text)?.[1];
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(text);
  const name = extended ?? plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2];
  if (name === undefined) return undefined;
  // Whoever saves a file under this name must not be led out of the folder.
  const base = decoded(name).split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const clean = base.replace(/[\u0000-\u001f\u007f]/g, '');
  return clean === '' || clean === '.' || clean === '..' ? undefined : clean;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
