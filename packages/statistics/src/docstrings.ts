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
  /** Interfaces and types as written, with their comments: the exported ones, then what else of the area they are made of. */
  readonly shapes: readonly string[];
}

type Shape = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;
type Declared = ts.FunctionDeclaration | Shape;

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
  const shapes: Shape[] = [];
  for (const { file, names } of exportsOf(index)) {
    const source = parse(`${name}/${file}`);
    for (const declared of names) {
      const node = declarationOf(source, declared);
      if (!node) continue;
      if (ts.isFunctionDeclaration(node)) functions.push(functionOf(node, source));
      else shapes.push(node);
    }
  }
  const about = /^\s*\/\*\*\s*([\s\S]*?)\s*\*\//.exec(index.text)?.[1] ?? '';
  return {
    name,
    about: about.replaceAll(/\n\s*\*\s?/g, '\n'),
    functions,
    shapes: [...shapes, ...madeOf(name, shapes)].map(written),
  };
}

/** The shapes that belong to no area: those that src/index.ts takes from files beside it. */
export function readSharedShapes(): string[] {
  return exportsOf(parse('index.ts')).flatMap(({ file, names }) => {
    const source = parse(file);
    return names
      .map((name) => declarationOf(source, name))
      .filter((node): node is Shape => node !== undefined && isShape(node))
      .map(written);
  });
}

/** What an area's exported shapes are made of, if it is of the area and not exported itself. */
function madeOf(area: string, exported: readonly Shape[]): Shape[] {
  const local = new Map(
    readdirSync(src + area)
      .filter((file) => file.endsWith('.ts') && !/test|^references/.test(file))
      .flatMap((file) => parse(`${area}/${file}`).statements.filter(isShape))
      .map((shape) => [shape.name.text, shape]),
  );
  for (const shape of exported) local.delete(shape.name.text);
  const found: Shape[] = [];
  const visit = (node: ts.Node): void => {
    const shape = ts.isIdentifier(node) ? local.get(node.text) : undefined;
    if (shape) {
      local.delete(shape.name.text);
      found.push(shape);
      visit(shape);
    }
    ts.forEachChild(node, visit);
  };
  for (const shape of exported) visit(shape);
  return found;
}

function isShape(node: ts.Node): node is Shape {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function written(shape: Shape): string {
  return shape.getFullText().trim();
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

function declarationOf(source: ts.SourceFile, name: string): Declared | undefined {
  return source.statements.find(
    (node): node is Declared => (ts.isFunctionDeclaration(node) || isShape(node)) && node.name?.text === name,
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
