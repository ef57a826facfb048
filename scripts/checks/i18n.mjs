/**
 * Every string of the console, and of the simulator's page, goes through i18n: no Chinese in code, no bare words in JSX; the same keys with the same
 * placeholders in both languages; no key asked for that is missing, none there that nobody asks for; and a text for each
 * value of the contract that a person may see (error codes, permissions, roles, …).
 *
 * A locale file is one with `zh` or `en` as a folder or as its name (locales/zh/customers.json); it is paired with the
 * file of the same path in the other language, and its top-level keys are its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
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

/** What one language has no word for: 万, and the name's other half. */
const mayBeEmpty = new Set(['common.tenThousand', 'shell.brand']);

const parse = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);

/**
 * Of one file of code: `bare`, strings that should be keys [{ line, text, why }]; `keys` handed to t() [{ line, key }];
 * `literals`, every string, since a key may pass through a variable; `prefixes` of keys that t() gets as a template.
 */
export function stringsOf(file, text) {
  const source = parse(file, text);
  const bare = [];
  const keys = [];
  const literals = new Set();
  const prefixes = new Set();
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
      if (first && ts.isTemplateExpression(first)) prefixes.add(first.head.text);
    }
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { bare, keys, literals, prefixes };
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
    if (text.trim() === '' && !mayBeEmpty.has(key)) fail('i18n', `${key} is empty in ${file}`);
  }
  if (mine.size === 0) fail('i18n', `no text was read from ${file}`);
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

/** Values of the contract that the console names by `prefix.value`. */
async function namedValues() {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'packages/contract/src/index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const contract = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  return {
    'errors.': Object.keys(contract.errorCodes),
    'permissions.': contract.permissions.map((permission) => permission.replace(':', '.')),
    'roles.': Object.keys(contract.roles),
    'events.names.': Object.values(contract.eventNames),
  };
}

/** Compares both languages; answers all keys. */
function checkLocales(locales) {
  const read = (file) => textsOf(file, readFileSync(join(root, file), 'utf8'));
  const known = new Set();
  const ownerOf = new Map();
  for (const file of locales) {
    const swap = (_, before, tag) => before + (tag === 'zh' ? 'en' : 'zh');
    const other = file.replace(/([/.])(zh|en)(?=[/.])/, swap);
    if (locales.includes(other)) comparePair(file, other, read);
    else fail('i18n', `${file} has no counterpart ${other}`);
    for (const key of read(file).keys()) known.add(singular(key));
    for (const top of new Set([...read(file).keys()].map((key) => key.split('.')[0]))) {
      const name = `${file.match(language)[2]} ${top}`;
      if (ownerOf.has(name))
        fail('i18n', `${top} is in ${ownerOf.get(name)} and in ${file}: one hides the other`);
      ownerOf.set(name, file);
    }
  }
  return known;
}

async function checkCode(files, known) {
  const literals = new Set();
  const prefixes = new Set();
  for (const file of files) {
    const found = stringsOf(file, readFileSync(join(root, file), 'utf8'));
    for (const { line, text, why } of found.bare)
      fail('i18n', `${file}:${line} ${why}: ${text.trim().slice(0, 60)}`);
    for (const { line, key } of found.keys) {
      if (!known.has(key)) fail('i18n', `${file}:${line} asks for ${key}, which no locale file has`);
    }
    for (const prefix of found.prefixes) {
      const has = [...known].some((key) => key.startsWith(prefix));
      if (!has) fail('i18n', `${file} asks for ${prefix}…, which no locale file has`);
    }
    for (const literal of found.literals) literals.add(literal);
    for (const prefix of found.prefixes) prefixes.add(prefix);
  }
  for (const key of known) {
    const asked = literals.has(key) || [...prefixes].some((prefix) => prefix && key.startsWith(prefix));
    if (!asked) fail('i18n', `nobody asks for ${key}`);
  }
  for (const [prefix, values] of Object.entries(await namedValues())) {
    if (!prefixes.has(prefix)) continue;
    for (const value of values.filter((value) => !known.has(prefix + value))) {
      fail('i18n', `no locale file has ${prefix}${value}`);
    }
  }
}

async function check(root) {
  const all = sourceFiles([root], /\.(?:tsx?|js|json)$/).filter((file) => !file.includes('.test.'));
  const isLocale = (file) => language.test(file.replace(`${root}/`, ''));
  const locales = all.filter((file) => isLocale(file) && !isAssembly(file));
  const code = all.filter((file) => /\.(?:tsx?|js)$/.test(file) && !isLocale(file));
  const known = checkLocales(locales);
  await checkCode(code, known);
  if (locales.length === 0 || code.length === 0)
    fail('i18n', `no locale file or no code was seen in ${root}`);
  console.log(
    `i18n: ${root}: ${known.size} keys in ${locales.length} locale files, ${code.length} files of code`,
  );
}

prove();
for (const root of ['apps/console/src', 'packages/wecom-simulator/page']) await check(root);
