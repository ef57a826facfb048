import type { Encoding } from './records.ts';

/** Counts, while a file streams by, how well it reads as UTF-8. */
export interface EncodingGuess {
  see(chunk: Uint8Array): void;
  /** Line ends seen, for progress. */
  lines(): number;
  endsInsideLine(): boolean;
  end(): Encoding;
}

/**
 * GB18030 read as UTF-8 yields almost only replacement characters; UTF-8 with a broken byte here and there yields a
 * few among many good ones. Pure ASCII reads the same either way.
 */
export function guessEncoding(): EncodingGuess {
  const decoder = new TextDecoder('utf-8');
  let good = 0;
  let bad = 0;
  let lines = 0;
  let last = 10;
  const count = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      last = code;
      if (code < 128) {
        if (code === 10) lines += 1;
      } else if (code === 0xfffd) bad += 1;
      else good += 1;
    }
  };
  return {
    see: (chunk) => count(decoder.decode(chunk, { stream: true })),
    lines: () => lines,
    endsInsideLine: () => last !== 10,
    end() {
      count(decoder.decode());
      return bad * 4 > good ? 'gb18030' : 'utf-8';
    },
  };
}
