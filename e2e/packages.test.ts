/** The leaf packages as a stranger gets them: built, without the rest, from plain JavaScript and from TypeScript. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const built = join(root, 'dist/packages/node_modules/@jetbridge');
let project = '';

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--packages'], { stdio: 'inherit' });
  project = mkdtempSync(join(tmpdir(), 'jetbridge-stranger-'));
  mkdirSync(join(project, 'node_modules/@jetbridge'), { recursive: true });
  for (const leaf of ['wecom', 'wecom-simulator', 'statistics']) {
    const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', project], {
      cwd: join(built, leaf),
      encoding: 'utf8',
    });
    const target = join(project, 'node_modules/@jetbridge', leaf);
    mkdirSync(target);
    execFileSync('tar', ['xzf', join(project, packed.trim()), '-C', target, '--strip-components', '1']);
  }
  // What a registry would bring.
  for (const dependency of ['fast-xml-parser', 'qrcode', 'ml-matrix', '@stdlib', '@types']) {
    symlinkSync(join(root, 'node_modules', dependency), join(project, 'node_modules', dependency));
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', private: true }));
}, 180_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

const reading = `
import { decomposeByLmdi, StatisticsError } from '@jetbridge/statistics';

const factors = [{ name: 'visitors', before: [1000], after: [1200] }, { name: 'conversion', before: [0.05], after: [0.04] }];
console.log(decomposeByLmdi({ factors }).effects.map(({ additive }) => additive.toFixed(3)).join(' '));
try {
  decomposeByLmdi({ factors: [] });
} catch (error) {
  const code: string | undefined = error instanceof StatisticsError ? error.code : undefined;
  console.log(code);
}
`;

const loop = `
import { createWecomClient, endpoints } from '@jetbridge/wecom';
import { createSimulator } from '@jetbridge/wecom-simulator';

const corp = { corpId: 'ww0123456789abcdef', secret: 's', agentId: 1, token: 't', encodingAesKey: 'a'.repeat(43) };
const simulator = createSimulator({ corp, staff: [{ userid: 'LinXiao', name: '林晓' }], people: 10, seed: 1 });
const { url } = await simulator.listen();
const client = createWecomClient({ baseUrl: url, corpId: corp.corpId, secret: corp.secret });
const way = await client.call(endpoints.addContactWay, { type: 1, scene: 2, state: 'gate_A12', user: ['LinXiao'] });
simulator.actions.scan({ configId: way.config_id });
for await (const row of client.iterate(endpoints.listFriendsOfStaff, { userid_list: ['LinXiao'] })) {
  const state: string | undefined = row.follow_info.state;
  console.log(state);
}
await simulator.close();
`;

describe('the packages, installed elsewhere', () => {
  it('run on plain Node', () => {
    writeFileSync(join(project, 'loop.mjs'), loop.replace(': string | undefined', ''));
    expect(execFileSync(process.execPath, ['loop.mjs'], { cwd: project, encoding: 'utf8' })).toBe(
      'gate_A12\n',
    );
  });

  it('compute in plain JavaScript, with nothing beside them', () => {
    writeFileSync(join(project, 'reading.mjs'), reading.replace(': string | undefined', ''));
    expect(execFileSync(process.execPath, ['reading.mjs'], { cwd: project, encoding: 'utf8' })).toBe(
      '8.933 -10.933\nempty\n',
    );
  });

  it('bring types that a strict project accepts', () => {
    writeFileSync(join(project, 'loop.ts'), loop);
    writeFileSync(join(project, 'reading.ts'), reading);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      'loop.ts',
      'reading.ts',
    ];
    expect(execFileSync(process.execPath, [tsc, ...flags], { cwd: project, encoding: 'utf8' })).toBe('');
  });

  it('bring the command, which starts, says where it listens, and ends when interrupted', async () => {
    const cli = join(project, 'node_modules/@jetbridge/wecom-simulator/dist/cli.js');
    const child = spawn(process.execPath, [cli, '--port', '0', '--page-port', '0', '--people', '20'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [first] = await once(child.stdout, 'data');
    expect(String(first)).toMatch(/WeCom simulator {2}http:\/\/127\.0\.0\.1:\d+/);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('name the argument that is wrong, without a stack', () => {
    const cli = join(project, 'node_modules/@jetbridge/wecom-simulator/dist/cli.js');
    const run = () =>
      execFileSync(process.execPath, [cli, '--people', 'many'], { stdio: 'pipe', encoding: 'utf8' });
    expect(run).toThrow('--people must be a whole number up to 100000000, not "many"');
  });
});
