import { type ArchiveSource, archiveEntry, createArchiveDedupe } from '@jetbridge/wecom';

/** Reads on from `seq` until nothing is new; returns the texts, and where to go on. */
export async function readTexts(source: ArchiveSource, from: number) {
  const isNew = createArchiveDedupe();
  const texts: { who: string; said: string }[] = [];
  let seq = from;
  for (;;) {
    const records = await source.pull(seq, 1000);
    for (const record of records) {
      const entry = archiveEntry(record);
      if (entry?.kind === 'text' && isNew(entry)) texts.push({ who: entry.from, said: entry.body.content });
      seq = record.seq;
    }
    if (records.length === 0) return { texts, seq };
  }
}
