/**
 * A file of at most 300 lines, a function of at most 70, at most 3 positional parameters. What must be larger is
 * listed with its reason in size-exceptions.json; an exception that is no longer needed fails as well.
 *
 * A line is a physical line; a function runs from its first to its last, with what it contains. The callbacks of
 * describe() in tests are chapters rather than functions, and only their contents are measured.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { fail, root, sourceFiles } from './files.mjs';

const limits = { lines: 300, functionLines: 70, parameters: 3 };
const exceptionsFile = 'scripts/checks/size-exceptions.json';

/** Every measure of one file that is over its limit: [{ key, what, value, limit }]; key is `file` or `file#function`. */
export function oversized(file, text) {
  const found = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > limits.lines) found.push({ key: file, what: 'lines', value: lines, at: file });
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const start = lineOf(node.getStart(source));
      const long = lineOf(node.end) - start + 1;
      const key = `${file}#${nameOf(node, source)}`;
      const at = `${file}:${start}`;
      if (long > limits.functionLines && !isChapter(node))
        found.push({ key, what: 'functionLines', value: long, at });
      const count = node.parameters.filter(({ name }) => name.getText(source) !== 'this').length;
      if (count > limits.parameters && !isCallback(node))
        found.push({ key, what: 'parameters', value: count, at });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node, source) {
  const named = node.name ?? (node.parent && 'name' in node.parent ? node.parent.name : undefined);
  if (named) return named.getText(source);
  if (ts.isCallExpression(node.parent)) return `${node.parent.expression.getText(source).slice(0, 40)}()`;
  return 'anonymous';
}

/** Its parameters are the choice of whom it is handed to. */
function isCallback(node) {
  return ts.isCallExpression(node.parent) && node.parent.arguments.includes(node);
}

function isChapter(node) {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}

/** The check must be able to fail: one file that breaks each limit once, and one that breaks none. */
function proveMeasure() {
  const long = `export function long() {\n${'  // line\n'.repeat(limits.functionLines)}}\n`;
  const breaches = [
    ['lines', '// line\n'.repeat(limits.lines + 1)],
    ['functionLines', long],
    ['parameters', 'export const four = (a, b, c, d) => [a, b, c, d];\n'],
  ];
  for (const [what, text] of breaches) {
    if (!oversized('breach.ts', text).some((found) => found.what === what))
      fail('size', `${what} is not measured`);
  }
  if (oversized('fine.ts', `describe('x', () => {\n${'// line\n'.repeat(200)}});\n`).length > 0) {
    fail('size', 'a describe() is taken for a function');
  }
}

proveMeasure();
const exceptions = JSON.parse(readFileSync(join(root, exceptionsFile), 'utf8'));
const needed = new Set();
const files = sourceFiles(['.'], /\.(?:[cm]?[jt]sx?)$/);
if (files.length === 0) fail('size', 'no source file was seen');
for (const file of files) {
  for (const { key, what, value, at } of oversized(file, readFileSync(join(root, file), 'utf8'))) {
    const exception = exceptions[key];
    if (exception?.[what] >= value && exception.why) needed.add(key);
    else
      fail(
        'size',
        `${at} ${key.split('#')[1] ?? ''} has ${value} ${what}, limit ${exception?.[what] ?? limits[what]}`,
      );
  }
}
for (const key of Object.keys(exceptions)) {
  if (!needed.has(key)) fail('size', `${exceptionsFile}: ${key} needs no exception`);
}
console.log(`size: ${files.length} files, ${needed.size} exceptions`);
