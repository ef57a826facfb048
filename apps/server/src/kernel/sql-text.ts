/**
 * Splits SQL text into pieces that a reader may look into (`code`) and pieces that are quoted or commented out
 * (`opaque`), so that a `;` or `{` inside a string is not taken for syntax.
 */
type SqlPiece = { kind: 'code' | 'opaque'; text: string };

/** The source of a regular expression for one string, quoted name or comment of ClickHouse SQL. */
export const OPAQUE_SQL = [
  String.raw`'[^'\\]*(?:\\[\s\S][^'\\]*)*'`,
  String.raw`"[^"\\]*(?:\\[\s\S][^"\\]*)*"`,
  '`[^`\\\\]*(?:\\\\[\\s\\S][^`\\\\]*)*`',
  String.raw`--[^\n]*`,
  String.raw`/\*[\s\S]*?\*/`,
].join('|');

function sqlPieces(text: string): SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(new RegExp(OPAQUE_SQL, 'g'))) {
    if (match.index > end) pieces.push({ kind: 'code', text: text.slice(end, match.index) });
    pieces.push({ kind: 'opaque', text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: 'code', text: text.slice(end) });
  return pieces;
}

/** The statements of a script, split at each `;` and at each line `-- statement`; empty ones are left out. */
export function sqlStatements(script: string): string[] {
  const statements: string[] = [];
  let current = '';
  const finish = () => {
    if (hasCode(current)) statements.push(current.trim());
    current = '';
  };
  for (const piece of sqlPieces(script)) {
    if (piece.kind === 'opaque') {
      if (/^--\s*statement\s*$/.test(piece.text)) finish();
      else current += piece.text;
      continue;
    }
    const [first = '', ...others] = piece.text.split(';');
    current += first;
    for (const other of others) {
      finish();
      current = other;
    }
  }
  finish();
  return statements;
}

function hasCode(text: string): boolean {
  return sqlPieces(text).some((piece) => {
    const comment = piece.text.startsWith('--') || piece.text.startsWith('/*');
    return piece.kind === 'code' ? piece.text.trim() !== '' : !comment;
  });
}
