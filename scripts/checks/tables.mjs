/**
 * No module reads another's tables. A table belongs to the noun of the migration that creates it, or to whom
 * architecture.cjs gives it; SQL that names it (string and template literals, kysely calls) stands in the owner's folder,
 * or is a read that architecture.cjs allows with its reason.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { fail, root, sourceFiles } from './files.mjs';

const { tables: given, reads, modules } = createRequire(import.meta.url)(join(root, 'architecture.cjs'));

const created =
  /\bcreate\s+(?:unlogged\s+)?(?:table|materialized\s+view|view)\s+(?:if\s+not\s+exists\s+)?([\w."]+)/gi;
const partition = /\bpartition\s+of\b/i;
const inSql = /\b(?:from|join|into|update|truncate|table)\s+(?:only\s+)?"?(?:\w+\.)?(\w+)/gi;
const builders = new Set([
  'selectFrom',
  'insertInto',
  'updateTable',
  'deleteFrom',
  'mergeInto',
  'innerJoin',
  'leftJoin',
  'fullJoin',
]);

/** Tables that SQL text creates; partitions of a table count as that table. */
export function tablesCreated(sql) {
  const code = sql.replaceAll(/--.*$/gm, '');
  return [...code.matchAll(created)]
    .filter((match) => !partition.test(code.slice(match.index, match.index + match[0].length + 40)))
    .map((match) => match[1].replaceAll('"', '').split('.').at(-1));
}

/** Names used as tables in a source text: [{ name, line }]. Comments are not read. */
export function tablesNamed(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const note = (name, node) =>
    found.push({ name, line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1 });
  const visit = (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      for (const match of node.text.matchAll(inSql)) note(match[1], node);
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [first] = node.arguments;
      if (builders.has(node.expression.name.text) && first && ts.isStringLiteralLike(first)) {
        note(first.text.split(/[\s.]/)[0], node);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The part of the server that a file belongs to: a module's noun, or the folder beside modules/. */
function partOf(file) {
  const [first, second] = file.replace('apps/server/src/', '').split('/');
  return first === 'modules' ? second : first;
}

function prove() {
  const named = tablesNamed('x.ts', 'const a = sql`select 1 from theirs`; db.selectFrom("others as o");');
  if (named.map(({ name }) => name).join() !== 'theirs,others') fail('tables', 'a table in SQL goes unseen');
  if (tablesCreated('create table if not exists mine (a int);').join() !== 'mine')
    fail('tables', 'a table made goes unseen');
}

prove();
const migrations = sourceFiles(['apps/server/src/migrations'], /\.sql$/);
/** Parts of the server with tables that are no modules. */
const besides = new Set(['kernel', 'spine', 'demo']);
const ownerOf = new Map();
for (const file of migrations) {
  const owner = basename(file).match(/^\d{4}_([a-z]+)/)?.[1];
  if (!besides.has(owner) && !(owner in modules)) {
    fail('tables', `${file}: its name must be 0000_<noun>.sql, the noun that owns what it creates`);
  }
  for (const name of tablesCreated(readFileSync(join(root, file), 'utf8'))) {
    const before = ownerOf.get(name);
    if (before && before !== owner) fail('tables', `${name} is created for ${before} and for ${owner}`);
    ownerOf.set(name, owner);
  }
}
for (const [owner, names] of Object.entries(given)) {
  for (const name of names) {
    if (!ownerOf.has(name))
      fail('tables', `architecture.cjs: ${owner} owns ${name}, which no migration creates`);
    ownerOf.set(name, owner);
  }
}

const used = new Set();
const files = sourceFiles(['apps/server/src'], /(?<!\.test)\.ts$/);
for (const file of files) {
  const part = partOf(file);
  for (const { name, line } of tablesNamed(file, readFileSync(join(root, file), 'utf8'))) {
    const owner = ownerOf.get(name);
    if (!owner || owner === part) continue;
    if (reads[part]?.[name]) used.add(`${part}.${name}`);
    else fail('tables', `${file}:${line} names ${name}, which belongs to ${owner}`);
  }
}
for (const [reader, names] of Object.entries(reads)) {
  for (const name of Object.keys(names)) {
    if (!used.has(`${reader}.${name}`)) fail('tables', `architecture.cjs: ${reader} does not read ${name}`);
  }
}
if (migrations.length === 0) fail('tables', 'no migration was seen');
console.log(`tables: ${ownerOf.size} tables, ${used.size} allowed reads, ${files.length} files`);
