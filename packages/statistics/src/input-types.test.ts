/** What plain JavaScript, SQL drivers and CSV hand over as numbers and is none: it must be refused by name, never computed with. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readAreas } from './docstrings.ts';
import { StatisticsError } from './errors.ts';
import * as statistics from './index.ts';

type Path = readonly (string | number)[];
type Call = readonly [name: string, input: readonly unknown[]];
type AnyFunction = (...input: unknown[]) => unknown;

const NO_NUMBERS: readonly (readonly [string, unknown])[] = [
  ['text', '1'],
  ['null', null],
  ['undefined', undefined],
  ['true', true],
  ['a date', new Date(0)],
];
const NO_LISTS: readonly (readonly [string, unknown])[] = [
  ['no fields', {}],
  ['a number', 5],
  ['text', '123'],
];

/** What is taken all the same, and why. */
const ALLOWED: readonly string[] = [
  // A unit may be text: its id.
  'bucketOf unit: text',
  'assignVariant unit: text',
  'assignVariants units[1]: text',
  // Looks may be a number: so many at equal steps.
  'computeSpendingBounds looks: a number',
  // Without a period there is no season, and no smoothing of it.
  'fitHoltWinters period: undefined is refused as smoothing.season',
  // Copied with the bounds they belong to, never computed with.
  'readSequentialTest bounds.alphaSpent',
  'readSequentialTest bounds.nominalAlpha',
  'computeConditionalPower bounds.alphaSpent',
  'computeConditionalPower bounds.nominalAlpha',
];

/** Plain data anew, typed arrays as plain ones where `plainly`: only those can hold what is no number. */
function copyOf(value: unknown, plainly = false): unknown {
  if (ArrayBuffer.isView(value)) {
    const typed = value as Float64Array;
    return plainly ? Array.from(typed) : typed.slice();
  }
  if (Array.isArray(value)) return value.map((one) => copyOf(one, plainly));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one, plainly)]));
}

/** The calls that the examples make, with what they were given. */
function callsOf(example: string): Call[] {
  const calls: Call[] = [];
  const entries = Object.entries(statistics).map(([name, value]) => {
    if (/^[A-Z]/.test(name)) return [name, value] as const;
    const watched = (...input: unknown[]) => {
      calls.push([name, copyOf(input) as unknown[]]);
      return (value as AnyFunction)(...input);
    };
    return [name, watched] as const;
  });
  const names = entries.map(([name]) => name);
  new Function(...names, `'use strict';\n${example}`)(...entries.map(([, value]) => value));
  return calls;
}

/** Every interface of the sources by its name, once: two of one name would hide each other. */
function readInterfaces(): ReadonlyMap<string, ts.InterfaceDeclaration> {
  const src = fileURLToPath(new URL('.', import.meta.url));
  const found = new Map<string, ts.InterfaceDeclaration>();
  for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('.test')) continue;
    const source = ts.createSourceFile(file, readFileSync(src + file, 'utf8'), ts.ScriptTarget.Latest, true);
    for (const node of source.statements)
      if (ts.isInterfaceDeclaration(node)) found.set(node.name.text, node);
  }
  return found;
}

const interfaces = readInterfaces();

/** The fields of a type, with those it takes over from others. */
function fieldsOf(type: ts.TypeNode | undefined): ts.PropertySignature[] {
  if (!type) return [];
  if (ts.isTypeLiteralNode(type)) return type.members.filter(ts.isPropertySignature);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return type.types.flatMap(fieldsOf);
  if (ts.isArrayTypeNode(type)) return fieldsOf(type.elementType);
  if (ts.isTypeOperatorNode(type)) return fieldsOf(type.type);
  return ts.isTypeReferenceNode(type) ? fieldsNamed(type.typeName.getText()) : [];
}

function fieldsNamed(name: string): ts.PropertySignature[] {
  const node = interfaces.get(name);
  const inherited = node?.heritageClauses?.flatMap(({ types }) => types) ?? [];
  return [
    ...inherited.flatMap(({ expression }) => fieldsNamed(expression.getText())),
    ...(node?.members.filter(ts.isPropertySignature) ?? []),
  ];
}

/** The types of the parameters, from the signature as it is written in the documentation. */
function parametersOf(signature: string): (ts.TypeNode | undefined)[] {
  const source = ts.createSourceFile('x.ts', `function ${signature} {}`, ts.ScriptTarget.Latest, true);
  const [node] = source.statements;
  return node && ts.isFunctionDeclaration(node) ? node.parameters.map(({ type }) => type) : [];
}

/** Whether a field may be left out. */
function isOptional(types: readonly (ts.TypeNode | undefined)[], [parameter, ...steps]: Path): boolean {
  let type = types[Number(parameter)];
  let optional = false;
  for (const step of steps) {
    if (typeof step === 'number') continue;
    const field = fieldsOf(type).find(({ name }) => name.getText() === step);
    type = field?.type;
    optional = field?.questionToken !== undefined;
  }
  return optional && typeof steps.at(-1) === 'string';
}

/** Numbers that an example could have given too. */
function leftOut(types: readonly (ts.TypeNode | undefined)[], input: readonly unknown[]): Path[] {
  return fieldsOf(types[0])
    .filter(({ questionToken, type }) => questionToken && type?.kind === ts.SyntaxKind.NumberKeyword)
    .map(({ name }) => name.getText())
    .filter((name) => !(name in Object(input[0])))
    .map((name) => [0, name]);
}

/** Where a call has numbers: every field, and one element of each list. */
function numbersIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path];
  if (Array.isArray(value)) {
    const at = Math.min(1, value.length - 1);
    return at < 0 ? [] : numbersIn(value[at], [...path, at]);
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => numbersIn(one, [...path, key]));
}

/** Where it has lists of numbers. */
function listsIn(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value))
    return typeof value[0] === 'number' ? [path] : value.length > 0 ? listsIn(value[0], [...path, 0]) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => listsIn(one, [...path, key]));
}

/** The call with `value` in one place, and whether that place was looked at. */
function altered(
  input: readonly unknown[],
  path: Path,
  value: unknown,
): { input: unknown[]; read: () => boolean } {
  const copy = copyOf(input, true) as unknown[];
  let holder = copy as unknown as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  let looks = 0;
  Object.defineProperty(holder, path.at(-1) ?? 0, {
    enumerable: true,
    configurable: true,
    get: () => {
      looks += 1;
      return value;
    },
  });
  return { input: copy, read: () => looks > 0 };
}

/** `control.n` or `values[1]`, as the caller wrote it. */
function written(path: Path): string {
  return path
    .slice(1)
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** What is wrong with how the function took it; nothing when it refused by name, or never looked. */
function complaint(
  [name, input]: Call,
  path: Path,
  { kind, value, mayLack }: { kind: string; value: unknown; mayLack: boolean },
): string[] {
  const act = (statistics as unknown as Record<string, AnyFunction>)[name];
  const given = altered(input, path, value);
  const place = `${name} ${written(path)}: ${kind}`;
  try {
    act?.(...given.input);
    return mayLack || !given.read() ? [] : [`${place} is computed with`];
  } catch (error) {
    if (!(error instanceof StatisticsError)) return [`${place} gives ${error}`];
    return names(error.argument, written(path)) ? [] : [`${place} is refused as ${error.argument}`];
  }
}

/** A part may be named by the whole it belongs to; data that are the parameter itself have a name only the function knows. */
function names(argument: string, path: string): boolean {
  return path.startsWith(argument) || argument.endsWith(path) || argument.replace(/\[.*/, '').endsWith(path);
}

const calls = readAreas()
  .flatMap((area) => area.functions)
  .flatMap(({ name, signature, examples }) =>
    examples
      .flatMap(callsOf)
      .filter(([called]) => called === name)
      .map((call) => ({ name, call, types: parametersOf(signature) })),
  );

describe('what is no number', () => {
  it.each(calls)('is refused by name: $name', ({ call, types }) => {
    const [, input] = call;
    const complaints = [...numbersIn(copyOf(input, true)), ...leftOut(types, input)].flatMap((path) => {
      return NO_NUMBERS.flatMap(([kind, value]) =>
        complaint(call, path, {
          kind,
          value,
          mayLack: value === undefined && isOptional(types, path),
        }),
      );
    });
    expect(complaints.filter((one) => !ALLOWED.some((allowed) => one.startsWith(allowed)))).toEqual([]);
  });
});

describe('what is no list', () => {
  it.each(calls)('is refused: $name', ({ call }) => {
    const complaints = listsIn(copyOf(call[1], true)).flatMap((path) =>
      NO_LISTS.flatMap(([kind, value]) => complaint(call, path, { kind, value, mayLack: false })),
    );
    expect(complaints.filter((one) => !ALLOWED.some((allowed) => one.startsWith(allowed)))).toEqual([]);
  });
});
