/** The documents that list endpoints are made from the code; `UPDATE_DOCS=1 npx vitest run surface` writes them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type AnyEndpoint, endpoints } from '@jetbridge/wecom';
import { describe, expect, it } from 'vitest';
import { apiRoutes } from './api.ts';

const packages = fileURLToPath(new URL('../../', import.meta.url));
const isEndpoint = (value: unknown): value is AnyEndpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'limits' in value;
const surface = Object.entries(endpoints).flatMap(([as, value]) =>
  isEndpoint(value) ? [{ as, endpoint: value }] : [],
);
const byName = [...surface].sort((a, b) => (a.endpoint.name < b.endpoint.name ? -1 : 1));

/** Test files of both packages with what they call, as `endpoints.NAME`. */
function testFiles(): { file: string; text: string }[] {
  return ['wecom/src', 'wecom-simulator/src'].flatMap((folder) =>
    readdirSync(packages + folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .sort()
      .map((file) => ({
        file: `${folder.replace('/src', '')} ${file}`,
        text: readFileSync(`${packages}${folder}/${file}`, 'utf8'),
      })),
  );
}

function testsOf(as: string, files = testFiles()): string[] {
  const called = new RegExp(`\\bendpoints\\.${as}\\b`);
  return files.filter(({ text }) => called.test(text)).map(({ file }) => file);
}

/** The document as it should be: what stands between its markers replaced. */
function withPart(document: string, part: { name: string; text: string }): string {
  const pattern = new RegExp(`(<!-- ${part.name}:begin -->)[^]*(<!-- ${part.name}:end -->)`);
  if (!pattern.test(document)) throw new Error(`no place for ${part.name}`);
  return document.replace(pattern, (_, begin, end) => `${begin}\n${part.text}\n${end}`);
}

function expectPart(file: string, part: { name: string; text: string }): void {
  const path = packages + file;
  const document = readFileSync(path, 'utf8');
  const wanted = withPart(document, part);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, wanted);
  else expect(document).toBe(wanted);
}

describe('the whole surface', () => {
  it('is simulated: each endpoint of the client has a route', () => {
    const routed = new Set(apiRoutes.map(({ endpoint }) => endpoint.name));
    expect(surface.filter(({ endpoint }) => !routed.has(endpoint.name)).map(({ as }) => as)).toEqual([]);
    expect(routed.size).toBe(apiRoutes.length);
  });

  it('is called by a test, endpoint by endpoint', () => {
    const files = testFiles();
    expect(surface.filter(({ as }) => testsOf(as, files).length === 0).map(({ as }) => as)).toEqual([]);
  });

  it('stands in the README of the client, each with its tests', () => {
    const files = testFiles();
    const rows = byName.map(({ as, endpoint }) => {
      const tests = testsOf(as, files).map((file) => `\`${file}\``);
      return `| ${endpoint.method} ${endpoint.name} | \`${as}\` | ${tests.join(', ')} |`;
    });
    const text = [`${rows.length} endpoints:`, '', '| endpoint | as | tested in |', '|---|---|---|', ...rows];
    expectPart('wecom/README.md', { name: 'endpoints', text: text.join('\n') });
  });

  it('stands in FIDELITY.md, each with how far it is known', () => {
    const rows = [...apiRoutes]
      .sort((a, b) => (a.endpoint.name < b.endpoint.name ? -1 : 1))
      .map(
        ({ endpoint, fidelity }) =>
          `| ${endpoint.name} | ${fidelity.state} | ${fidelity.facts} | ${fidelity.note ?? ''} |`,
      );
    const text = ['| endpoint | state | facts | note |', '|---|---|---|---|', ...rows].join('\n');
    expectPart('wecom-simulator/FIDELITY.md', { name: 'endpoints', text });
  });
});
