import { type Import, rowRefusals } from '@jetbridge/contract';

/** What a terminal shows of an import: one line that is written over, or now and then a line where there is no terminal. */
export interface ProgressLine {
  show(text: string): void;
  /** Leaves the last text standing and goes to the next line. */
  end(): void;
}

const quietMs = 5_000;

export function createProgressLine(out: NodeJS.WriteStream, now: () => number): ProgressLine {
  let shown = '';
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      if (text === shown) return;
      if (out.isTTY) out.write(`\r\u001b[2K${text.slice(0, (out.columns ?? 80) - 1)}`);
      else if (now() - shownAt >= quietMs) out.write(`${text}\n`);
      else return;
      shown = text;
      shownAt = now();
    },
    end() {
      if (out.isTTY && shown !== '') out.write('\n');
      shown = '';
    },
  };
}

const count = (n: number) => n.toLocaleString('en');

export function uploadText(sent: number, total: number): string {
  return `Uploading ${bar(sent, total)} ${count(Math.round(sent / 1024))} of ${count(Math.round(total / 1024))} KiB`;
}

export function progressText(item: Import): string {
  const of = item.rows === null ? '' : ` of ${item.status === 'done' ? '' : 'about '}${count(item.rows)}`;
  return `Importing ${bar(item.read, item.rows ?? 0)} ${count(item.read)}${of} rows${told(item)}`;
}

function told({ accepted, repeated, refused }: Import): string {
  return ` · ${count(accepted)} new · ${count(repeated)} known already · ${count(refused)} refused`;
}

function bar(part: number, whole: number): string {
  const width = 20;
  const filled = whole > 0 ? Math.min(width, Math.floor((part / whole) * width)) : 0;
  return `[${'='.repeat(filled)}${' '.repeat(width - filled)}]`;
}

/** The last word on an import, as lines. */
export function reportLines(
  item: Import,
  refusals: readonly { line: number; field: string | null; reason: string }[],
): string[] {
  const lines = [
    `${item.fileName}: ${outcome(item)}. ${count(item.read)} rows read${told(item)}.`,
    ...figureLines(item),
    ...refusals.map(
      ({ line, field, reason }) =>
        `  line ${line}${field === null ? '' : `, ${field}`}: ${reasonText(reason)}`,
    ),
  ];
  const more = item.refused - refusals.length;
  if (more > 0)
    lines.push(`  and ${count(more)} more: GET /api/imports/${item.id}/refusals, or the console.`);
  return lines;
}

/** What the rows that were taken, now or before, say as a whole. */
function figureLines({ customers, sums, accepted, repeated }: Import): string[] {
  if (accepted + repeated === 0) return [];
  const named = customers === null ? [] : [`${count(customers)} different customers`];
  const figures = [...named, ...sums.map(({ property, sum }) => `sum of ${property} ${grouped(sum)}`)];
  return figures.length === 0 ? [] : [`  ${figures.join(' · ')}`];
}

/** 2500315.63 → 2,500,315.63, without passing through a double. */
function grouped(decimal: string): string {
  return decimal.replace(/\d+/, (whole) => BigInt(whole).toLocaleString('en'));
}

function outcome(item: Import): string {
  if (item.status === 'failed') return `failed (${item.problem ?? 'without a reason'})`;
  return item.status === 'done' ? 'done' : item.status;
}

function reasonText(reason: string): string {
  return Object.hasOwn(rowRefusals, reason) ? rowRefusals[reason as keyof typeof rowRefusals] : reason;
}
