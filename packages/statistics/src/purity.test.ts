/** What the package may not call, since it would differ between machines, engines or runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('.', import.meta.url));
/** Fixed to the last bit by IEEE 754 or by ECMAScript; every other function of Math is an approximation of the engine's choice. */
const EXACT = new Set([
  'abs',
  'sqrt',
  'floor',
  'ceil',
  'round',
  'trunc',
  'min',
  'max',
  'sign',
  'imul',
  'fround',
  'clz32',
]);
/** Read the sources or the real data for the tests; not a part of the package. */
const OF_TESTS = ['docstrings.ts', 'reference-case.ts'];

function impure(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (
      ts.isPropertyAccessExpression(node) &&
      node.expression.getText(source) === 'Math' &&
      !EXACT.has(node.name.text)
    )
      found.push(`${file}:${line} Math.${node.name.text}`);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken)
      found.push(`${file}:${line} **`);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken)
      found.push(`${file}:${line} **=`);
    if (ts.isIdentifier(node) && /^(?:Date|performance|process|setTimeout|fetch|Intl)$/.test(node.text))
      found.push(`${file}:${line} ${node.text}`);
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const from = node.moduleSpecifier.text;
      if (from.startsWith('node:') && from !== 'node:crypto') found.push(`${file}:${line} ${from}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the package', () => {
  it('computes with functions that give the same bits everywhere, and asks no clock, chance or disk', () => {
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
      (file) =>
        file.endsWith('.ts') &&
        !file.endsWith('.test.ts') &&
        !OF_TESTS.includes(file) &&
        !/(?:references?[\w-]*|\.test-support)\.ts$/.test(file),
    );
    expect(files.length).toBeGreaterThan(10);
    expect(files.flatMap((file) => impure(file, readFileSync(src + file, 'utf8')))).toEqual([]);
  });

  it.each([
    'Math.exp(1)',
    'Math.random()',
    'x ** 2',
    'x **= 2',
    'Date.now()',
    "import { readFileSync } from 'node:fs'",
  ])('would be caught at %s', (code) => {
    expect(impure('a.ts', code)).toHaveLength(1);
  });
});
