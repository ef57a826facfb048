#!/usr/bin/env node
/** npx wecom-simulator: a corp to develop against, in the foreground until it is interrupted. */
import { parseArgs } from 'node:util';
import { createAdjustableClock, createSimulator } from './index.ts';

const USAGE = `npx wecom-simulator [options]

  --port 3600              the API, as WeCom's qyapi.weixin.qq.com
  --page-port 3601         the page with the phones; 0 for none
  --host 127.0.0.1         it has no authentication: keep it on your machine
  --callback-url URL       where events go; verified first, as the admin console does
  --corp-id ID  --secret TEXT  --agent-id N  --token TEXT  --encoding-aes-key TEXT (43 characters)
  --staff 12               members; or their userids: LinXiao,ZhouMin
  --people 1000            travellers
  --friends 0              of them, friends of some member from the start
  --seed 1                 the same seed makes the same people and the same chances
  --start 2026-01-31T08:00:00+08:00   the time it begins with; now by default
`;

const options = {
  port: { type: 'string', default: '3600' },
  'page-port': { type: 'string', default: '3601' },
  host: { type: 'string', default: '127.0.0.1' },
  'callback-url': { type: 'string' },
  'corp-id': { type: 'string', default: 'ww0123456789abcdef' },
  secret: { type: 'string', default: 'simulated-secret' },
  'agent-id': { type: 'string', default: '1000002' },
  token: { type: 'string', default: 'simulatedToken' },
  'encoding-aes-key': { type: 'string', default: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' },
  staff: { type: 'string', default: '12' },
  people: { type: 'string', default: '1000' },
  friends: { type: 'string', default: '0' },
  seed: { type: 'string', default: '1' },
  start: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Told to whoever typed it, without a stack. */
class BadArgument extends Error {}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > max) {
    throw new BadArgument(`--${name} must be a whole number up to ${max}, not "${text}"`);
  }
  return value;
}

const SURNAMES = ['林', '周', '陈', '吴', '郑', '王', '冯', '沈', '韩', '杨', '朱', '秦'];
const GIVEN = ['晓', '敏', '洁', '岚', '薇', '宁', '雪', '悦'];

function staffOf(text: string): { userid: string; name: string }[] {
  if (!/^\d+$/.test(text)) return text.split(',').map((userid) => ({ userid, name: userid }));
  return Array.from({ length: Math.max(1, wholeNumber('staff', text, 10_000)) }, (_, i) => ({
    userid: `advisor${String(i + 1).padStart(2, '0')}`,
    name: `${SURNAMES[i % 12]}${GIVEN[Math.floor(i / 12 + i) % 8]}`,
  }));
}

function startOf(text: string | undefined): number {
  const startMs = text === undefined ? Date.now() : Date.parse(text);
  if (Number.isNaN(startMs)) throw new BadArgument(`--start must be a time, not "${text}"`);
  return startMs;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(USAGE);
  const encodingAesKey = values['encoding-aes-key'];
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey))
    throw new BadArgument('--encoding-aes-key must be 43 letters and digits');
  const corp = {
    corpId: values['corp-id'],
    secret: values.secret,
    agentId: wholeNumber('agent-id', values['agent-id'], 2 ** 31),
    token: values.token,
    encodingAesKey,
  };
  const staff = staffOf(values.staff);
  const people = wholeNumber('people', values.people, 100_000_000);
  const friends = Math.min(people, wholeNumber('friends', values.friends, 10_000_000));
  const clock = createAdjustableClock(startOf(values.start));
  const simulator = createSimulator({ corp, staff, people, friends, clock, seed: values.seed });
  // Before the first word is printed: who reads that it listens may interrupt it at once.
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { url } = await simulator.listen({
    port: wholeNumber('port', values.port, 65_535),
    host: values.host,
  });
  const lines = [
    `WeCom simulator  ${url}`,
    `  corp id ${corp.corpId}   secret ${corp.secret}   agent ${corp.agentId}`,
    `  callbacks: token ${corp.token}   EncodingAESKey ${encodingAesKey}`,
  ];
  const pagePort = wholeNumber('page-port', values['page-port'], 65_535);
  if (pagePort > 0) {
    const page = await simulator.openPage({ port: pagePort, host: values.host });
    lines.push(`  the phones are at ${page.url}`);
  }
  const target = values['callback-url'];
  if (target !== undefined) {
    const verified = await simulator.verifyCallbackUrl(target);
    if (verified) simulator.setCallbackUrl(target);
    lines.push(
      verified ? `  events go to ${target}` : `  ${target} did not answer the verification: not saved`,
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  await main();
} catch (error) {
  const usual = error instanceof BadArgument || (error instanceof Error && 'code' in error);
  process.stderr.write(`wecom-simulator: ${usual ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(1);
}
