import type { Import } from '@jetbridge/contract';
import { api } from '../../api.ts';

interface Refusal {
  line: number;
  field: string | null;
  reason: string;
}

/** A cell of CSV; a leading sign that a spreadsheet would take for a formula is disarmed. */
function csvCell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function allRefusals(id: string): Promise<Refusal[]> {
  const all: Refusal[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { items: Refusal[]; nextCursor: string | null } = await api.imports.refusals({
      params: { id },
      query: { limit: 200, ...(cursor ? { cursor } : {}) },
    });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
}

interface Words {
  /** Heads of the columns line, field, reason. */
  head: readonly string[];
  words: (reason: string) => string;
}

/** Fetches every kept refusal and saves them as CSV beside the file's name. */
export async function saveRefusals(value: Import, { head, words }: Words): Promise<void> {
  const rows = await allRefusals(value.id);
  const lines = [head, ...rows.map((row) => [row.line, row.field ?? '', words(row.reason)])];
  // The mark lets spreadsheets read the file as UTF-8.
  const text = `\uFEFF${lines.map((line) => line.map(csvCell).join(',')).join('\r\n')}\r\n`;
  const href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = href;
  link.download = `${value.fileName}.refused.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
