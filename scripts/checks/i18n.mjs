/**
 * Every string of the console goes through i18n: no Chinese in code, no bare words in JSX, the same keys and the same
 * placeholders in both languages, and no key asked for that is missing.
 *
 * A locale file is one with `zh` or `en` as a folder or as its name (locales/zh/customers.ts, locales/en.json); it is
 * paired with the file of the same path in the other language. Its name is the first part of its keys.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { fail, root, sourceFiles } from './files.mjs';

const language = /(^|[/.])(zh|en)(?=[/.])/;
const chinese = /[\u3400-\u9fff\uff01-\uff5e\u3000-\u303f]/;
/** Names that are the same in every language are no words to translate. */
const names = /\b(?:Jetbridge|UTC|Ctrl)\b/g;
const hasWords = (text) => /[A-Za-z]{2,}/.test(text.replaceAll(names, ''));
/** Attributes that a person reads. */
const spoken = new Set([
  'title',
  'label',
  'placeholder',
  'alt',
  'aria-label',
  'description',
  'okText',
  'cancelText',
  'tooltip',
]);
/** i18next looks `key_one`, `key_other` up for `key`; Chinese has `_other` alone. */
const singular = (key) => key.replace(/_(?:zero|one|two|few|many|other)$/, '');

const parse = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);

/** Strings in code that should be keys: [{ line, text, why }]; and literal keys handed to t(): [{ line, key }]. */
export function stringsOf(file, text) {
  const source = parse(file, text);
  const bare = [];
  const keys = [];
  const lineOf = (node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const visit = (node) => {
    const literal = ts.isStringLiteralLike(node) || ts.isJsxText(node) || ts.isTemplateHead(node);
    if (literal || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (chinese.test(node.text)) bare.push({ line: lineOf(node), text: node.text, why: 'Chinese in code' });
    }
    if (ts.isJsxText(node) && hasWords(node.text))
      bare.push({ line: lineOf(node), text: node.text, why: 'words in JSX' });
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText(source)) && node.initializer) {
      const value = ts.isStringLiteral(node.initializer) ? node.initializer.text : '';
      if (hasWords(value))
        bare.push({ line: lineOf(node), text: value, why: `words in ${node.name.getText(source)}` });
    }
    if (ts.isCallExpression(node) && /(^|\.)t$/.test(node.expression.getText(source))) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first)) keys.push({ line: lineOf(node), key: first.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { bare, keys };
}

/** Keys of a locale file with their texts, nested ones joined by dots. */
export function textsOf(file, text) {
  const texts = new Map();
  const flatten = (node, path) => {
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return flatten(node.expression, path);
    if (ts.isStringLiteralLike(node)) return texts.set(path.join('.'), node.text);
    if (!ts.isObjectLiteralExpression(node)) return;
    for (const property of node.properties.filter(ts.isPropertyAssignment)) {
      const name = ts.isComputedPropertyName(property.name) ? property.name.getText() : property.name.text;
      flatten(property.initializer, [...path, name]);
    }
  };
  const source =
    ts.parseJsonText && file.endsWith('.json') ? ts.parseJsonText(file, text) : parse(file, text);
  for (const statement of source.statements) {
    if (ts.isExpressionStatement(statement)) flatten(statement.expression, []);
    if (ts.isExportAssignment(statement)) flatten(statement.expression, []);
    if (ts.isVariableStatement(statement)) {
      for (const { initializer } of statement.declarationList.declarations)
        if (initializer) flatten(initializer, []);
    }
  }
  return texts;
}

/** locales/zh/index.ts only puts the others together. */
const isAssembly = (file) => /\/index\.ts$/.test(file);
const placeholders = (text) =>
  [...text.matchAll(/\{\{\s*([\w.]+)/g)]
    .map((match) => match[1])
    .sort()
    .join();

function comparePair(file, other, read) {
  const [mine, theirs] = [read(file), read(other)];
  const theirKeys = new Map([...theirs].map(([key, text]) => [singular(key), text]));
  for (const [key, text] of mine) {
    const translated = theirKeys.get(singular(key));
    if (translated === undefined) fail('i18n', `${key} is in ${file} and not in ${other}`);
    else if (placeholders(text) !== placeholders(translated) && singular(key) === key) {
      fail('i18n', `${key} has other placeholders in ${other}`);
    }
    if (text.trim() === '') fail('i18n', `${key} is empty in ${file}`);
  }
  if (mine.size === 0 && !isAssembly(file)) fail('i18n', `no text was read from ${file}`);
}

function prove() {
  const { bare, keys } = stringsOf(
    'x.tsx',
    'const x = <a title="Save it">{"中"}Go on {t("a.b")}</a>; // 注释',
  );
  if (bare.length !== 3 || keys.length !== 1) fail('i18n', 'a bare string goes unseen');
  const texts = textsOf('zh.ts', "export const zh = { a: { b: '一' }, 'c.d': '二' } as const;");
  if ([...texts.keys()].join() !== 'a.b,c.d') fail('i18n', 'a locale file is misread');
}

prove();
const all = sourceFiles(['apps/console/src'], /\.(?:tsx?|json)$/);
const local = (file) => file.replace('apps/console/src/', '');
const locales = all.filter((file) => language.test(local(file)) && !file.includes('.test.'));
const read = (file) => textsOf(file, readFileSync(join(root, file), 'utf8'));
const known = new Set();
for (const file of locales) {
  const other = file.replace(
    /([/.])(zh|en)(?=[/.])/,
    (_, before, tag) => before + (tag === 'zh' ? 'en' : 'zh'),
  );
  if (!locales.includes(other)) fail('i18n', `${file} has no counterpart ${other}`);
  else comparePair(file, other, read);
  // locales/zh/customers.ts holds the keys that begin with `customers.`
  const mount = basename(file).replace(/\.\w+$/, '');
  for (const key of read(file).keys()) known.add(`${mount}.${singular(key)}`);
}
const code = all.filter(
  (file) => /\.tsx?$/.test(file) && !locales.includes(file) && !file.includes('.test.'),
);
for (const file of code) {
  const { bare, keys } = stringsOf(file, readFileSync(join(root, file), 'utf8'));
  for (const { line, text, why } of bare) fail('i18n', `${file}:${line} ${why}: ${text.trim().slice(0, 60)}`);
  for (const { line, key } of keys) {
    if (!known.has(key)) fail('i18n', `${file}:${line} asks for ${key}, which no locale file has`);
  }
}
if (locales.length === 0) fail('i18n', 'no locale file was seen');
console.log(`i18n: ${known.size} keys in ${locales.length} locale files, ${code.length} files of code`);
