import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { randomToken } from './crypto.ts';

/** A corp to talk to; without one the simulated WeCom is used. */
export type WecomConfig = {
  corpId: string;
  secret: string;
  agentId: number;
  token: string;
  encodingAesKey: string;
  /** Without a slash at the end. */
  baseUrl: string;
};

/** An OpenAI-compatible model provider. */
export type LlmConfig = { baseUrl: string; apiKey: string; model: string };

export type Config = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Absolute. */
  dataDir: string;
  /** PostgreSQL to use; undefined means the embedded one. */
  databaseUrl: string | undefined;
  /** ClickHouse to use; undefined means the embedded one. */
  clickhouseUrl: string | undefined;
  secretKey: string;
  /** Password of the user `admin`; undefined means one is made on first start and printed once. */
  adminPassword: string | undefined;
  /** Write key of the first source; undefined means one is made. */
  writeKey: string | undefined;
  /** Seed and keep alive the demo airline. */
  demo: boolean;
  /** Where travellers and WeCom reach this server, without a slash at the end; undefined means where it listens. */
  publicUrl: string | undefined;
  wecom: WecomConfig | undefined;
  /** Service that hands out decrypted WeCom conversations (会话内容存档). */
  archiveUrl: string | undefined;
  llm: LlmConfig | undefined;
  logLevel: string;
};

/** All that is wrong with the environment, one line for each problem, so that it is mended in one go. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const WECOM_BASE_URL = 'https://qyapi.weixin.qq.com';

/**
 * Reads and checks the environment. Makes the data directory, and in it the secret key on the first start.
 * @param cwd what a relative JETBRIDGE_DATA_DIR is relative to
 * @throws {ConfigError} naming each variable that is wrong, and how
 */
export function loadConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const read = reader(env);
  const dataDir = resolve(cwd, read.text('JETBRIDGE_DATA_DIR') ?? '.jetbridge');
  const wecom = readWecom(read);
  const config = {
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.integer('PORT', 0, 65_535) ?? 4600,
    dataDir,
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    clickhouseUrl: read.url('CLICKHOUSE_URL', ['http:', 'https:']),
    adminPassword: read.atLeast('JETBRIDGE_ADMIN_PASSWORD', 8),
    writeKey: read.atLeast('JETBRIDGE_WRITE_KEY', 16),
    demo: read.flag('JETBRIDGE_DEMO') ?? wecom === undefined,
    publicUrl: read.url('JETBRIDGE_PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, ''),
    wecom,
    archiveUrl: read.url('WECOM_ARCHIVE_URL', ['http:', 'https:']),
    llm: readLlm(read),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS) ?? 'info',
  };
  if (config.demo && wecom !== undefined) {
    read.problems.push(
      'JETBRIDGE_DEMO is 1 although a WeCom corp is set: invented travellers would be sent real messages',
    );
  }
  if (config.archiveUrl !== undefined && wecom === undefined) {
    read.problems.push('WECOM_ARCHIVE_URL is set although no WeCom corp is');
  }
  const givenKey = read.atLeast('JETBRIDGE_SECRET_KEY', 32);
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return { ...config, secretKey: givenKey ?? keepSecretKey(dataDir) };
}

function readWecom(read: Reader): WecomConfig | undefined {
  const names = [
    'WECOM_CORP_ID',
    'WECOM_SECRET',
    'WECOM_AGENT_ID',
    'WECOM_TOKEN',
    'WECOM_ENCODING_AES_KEY',
  ] as const;
  const baseUrl = read.url('WECOM_BASE_URL', ['http:', 'https:'])?.replace(/\/+$/, '');
  const values = read.group(names, baseUrl === undefined ? [] : ['WECOM_BASE_URL']);
  if (values === undefined) return undefined;
  const agentId = read.integer('WECOM_AGENT_ID', 1, Number.MAX_SAFE_INTEGER) ?? 0;
  if (!/^[A-Za-z0-9]{43}$/.test(values.WECOM_ENCODING_AES_KEY)) {
    read.problems.push(
      'WECOM_ENCODING_AES_KEY must be the 43 letters and digits that the WeCom console shows',
    );
  }
  return {
    corpId: values.WECOM_CORP_ID,
    secret: values.WECOM_SECRET,
    agentId,
    token: values.WECOM_TOKEN,
    encodingAesKey: values.WECOM_ENCODING_AES_KEY,
    baseUrl: baseUrl ?? WECOM_BASE_URL,
  };
}

function readLlm(read: Reader): LlmConfig | undefined {
  const values = read.group(['LLM_BASE_URL', 'LLM_API_KEY', 'LLM_MODEL'], []);
  const baseUrl = read.url('LLM_BASE_URL', ['http:', 'https:'])?.replace(/\/+$/, '');
  if (values === undefined || baseUrl === undefined) return undefined;
  return { baseUrl, apiKey: values.LLM_API_KEY, model: values.LLM_MODEL };
}

type Reader = ReturnType<typeof reader>;

/** Reads variables one by one and keeps what is wrong with them. An empty variable counts as unset. */
function reader(env: NodeJS.ProcessEnv) {
  const problems: string[] = [];
  const text = (name: string): string | undefined => {
    const value = env[name]?.trim();
    return value === '' ? undefined : value;
  };
  const checked = <T>(
    name: string,
    complaint: string,
    parse: (value: string) => T | undefined,
  ): T | undefined => {
    const value = text(name);
    const parsed = value === undefined ? undefined : parse(value);
    // The value is not repeated: it may be a secret.
    if (value !== undefined && parsed === undefined) problems.push(`${name} ${complaint}`);
    return parsed;
  };
  return {
    problems,
    text,
    integer: (name: string, least: number, most: number) =>
      checked(name, `must be a whole number from ${least} to ${most}`, (value) => {
        const number = Number(value);
        return /^\d+$/.test(value) && number >= least && number <= most ? number : undefined;
      }),
    url: (name: string, protocols: readonly string[]) =>
      checked(
        name,
        `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
        (value) => (URL.canParse(value) && protocols.includes(new URL(value).protocol) ? value : undefined),
      ),
    atLeast: (name: string, length: number) =>
      checked(name, `must have at least ${length} characters`, (value) =>
        value.length >= length ? value : undefined,
      ),
    flag: (name: string) =>
      checked(name, 'must be 1 or 0', (value) => (value === '1' ? true : value === '0' ? false : undefined)),
    oneOf: (name: string, words: readonly string[]) =>
      checked(name, `must be one of ${words.join(', ')}`, (value) =>
        words.includes(value) ? value : undefined,
      ),
    /** All of a group or none; some alone are a mistake, and so is a companion without the group. */
    group<N extends string>(
      names: readonly N[],
      companions: readonly string[],
    ): Record<N, string> | undefined {
      const values = names.map((name) => [name, text(name)] as const);
      const set = [...values.filter(([, value]) => value !== undefined).map(([name]) => name), ...companions];
      const missing = values.filter(([, value]) => value === undefined).map(([name]) => name);
      if (missing.length === 0) return Object.fromEntries(values) as Record<N, string>;
      if (set.length > 0) {
        problems.push(
          `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing, since ${set.join(', ')} is set`,
        );
      }
      return undefined;
    },
  };
}

/** Whoever has this key reads every phone number in the database: the file is for its owner alone. */
function keepSecretKey(dataDir: string): string {
  const path = join(dataDir, 'secret-key');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(path)) {
    try {
      writeFileSync(path, `${randomToken(32)}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process starting at the same moment was quicker; its key is as good.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  const key = readFileSync(path, 'utf8').trim();
  if (key.length < 32)
    throw new ConfigError([`${path} is cut short. Restore it from a backup: it decrypts contact data`]);
  chmodSync(path, 0o600);
  return key;
}
