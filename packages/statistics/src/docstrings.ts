/** The public functions as they are written down: read from the sources for the documentation page and its test. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export interface PublicFunction {
  readonly name: string;
  readonly signature: string;
  readonly text: string;
  readonly throws: readonly string[];
  readonly see: readonly string[];
  readonly examples: readonly string[];
}

export interface Area {
  readonly name: string;
  /** What the header of its index.ts says. */
  readonly about: string;
  readonly functions: readonly PublicFunction[];
  /** Interfaces and types as written, with their comments. */
  readonly shapes: readonly string[];
}

const src = fileURLToPath(new URL('.', import.meta.url));

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(src + path, 'utf8'), ts.ScriptTarget.Latest, true);
}

/** Folders of src with an index.ts, in the order in which src/index.ts names them. */
export function readAreas(): Area[] {
  const named = [...readFileSync(`${src}index.ts`, 'utf8').matchAll(/'\.\/([a-z-]+)\/index\.ts'/g)].flatMap(
    ([, name]) => name ?? [],
  );
  const known = new Set(readdirSync(src));
  return named.filter((name) => known.has(name)).map(readArea);
}

function readArea(name: string): Area {
  const index = parse(`${name}/index.ts`);
  const functions: PublicFunction[] = [];
  const shapes: string[] = [];
  for (const { file, names } of exportsOf(index)) {
    const source = parse(`${name}/${file}`);
    for (const declared of names) {
      const node = declarationOf(source, declared);
      if (!node) continue;
      if (ts.isFunctionDeclaration(node)) functions.push(functionOf(node, source));
      else shapes.push(node.getFullText(source).trim());
    }
  }
  const about = /^\s*\/\*\*\s*([\s\S]*?)\s*\*\//.exec(index.text)?.[1] ?? '';
  return { name, about: about.replaceAll(/\n\s*\*\s?/g, '\n'), functions, shapes };
}

/** `export { a, type B } from './c.ts'`, statement by statement. */
function exportsOf(index: ts.SourceFile): { file: string; names: string[] }[] {
  return index.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const from = statement.moduleSpecifier;
    const clause = statement.exportClause;
    if (!from || !ts.isStringLiteral(from) || !clause || !ts.isNamedExports(clause)) return [];
    return [{ file: from.text.replace('./', ''), names: clause.elements.map(({ name }) => name.text) }];
  });
}

type Declared = ts.FunctionDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

function declarationOf(source: ts.SourceFile, name: string): Declared | undefined {
  return source.statements.find(
    (node): node is Declared =>
      (ts.isFunctionDeclaration(node) ||
        ts.isInterfaceDeclaration(node) ||
        ts.isTypeAliasDeclaration(node)) &&
      node.name?.text === name,
  );
}

function functionOf(node: ts.FunctionDeclaration, source: ts.SourceFile): PublicFunction {
  const doc = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
  const tags = (name: string) =>
    (doc?.tags ?? [])
      .filter((tag) => tag.tagName.text === name)
      .map((tag) => textOf(tag, source).replace(/^@\w+\s*/, ''));
  const parameters = node.parameters.map((parameter) => parameter.getText(source)).join(', ');
  return {
    name: node.name?.text ?? '',
    signature: `${node.name?.text}(${parameters.replaceAll(/\s+/g, ' ')}): ${node.type?.getText(source).replaceAll(/\s+/g, ' ')}`,
    text: doc
      ? (textOf(doc, source)
          .split(/\n@(?:throws|see|example|param|returns)/)[0]
          ?.trim() ?? '')
      : '',
    throws: tags('throws').map((text) => text.replace(/^\{StatisticsError\}\s*/, '')),
    see: tags('see'),
    examples: tags('example'),
  };
}

/** Of a comment or a tag, without its stars. A tag ends where the next begins. */
function textOf(node: ts.JSDoc | ts.JSDocTag, source: ts.SourceFile): string {
  return node
    .getText(source)
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*( |$)/, '').trimEnd())
    .join('\n')
    .trim();
}
