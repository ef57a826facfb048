import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'jetbridge-config-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env, directory);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_SECRET: 's',
  WECOM_AGENT_ID: '1000002',
  WECOM_TOKEN: 't',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
};

describe('the configuration', () => {
  it('needs nothing: loopback, port 4600, embedded stores and the demo airline', () => {
    expect(loadConfig({}, directory)).toMatchObject({
      host: '127.0.0.1',
      port: 4600,
      dataDir: join(directory, '.jetbridge'),
      databaseUrl: undefined,
      clickhouseUrl: undefined,
      demo: true,
      wecom: undefined,
      llm: undefined,
    });
  });

  it('makes a secret key for its owner alone, and keeps it', () => {
    const first = loadConfig({}, directory).secretKey;
    const path = join(directory, '.jetbridge/secret-key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(loadConfig({}, directory).secretKey).toBe(first);
    expect(readFileSync(path, 'utf8').trim()).toBe(first);
  });

  it('refuses a secret key that was cut short', () => {
    loadConfig({}, directory);
    writeFileSync(join(directory, '.jetbridge/secret-key'), 'abc');
    expect(problemsOf({})).toEqual([expect.stringContaining('Restore it from a backup')]);
  });

  it('names every variable that is wrong at once, and never repeats a value', () => {
    const problems = problemsOf({
      PORT: '99999',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
      CLICKHOUSE_URL: 'nonsense',
      JETBRIDGE_DEMO: 'yes',
      JETBRIDGE_ADMIN_PASSWORD: 'short',
      JETBRIDGE_SECRET_KEY: 'short',
      LOG_LEVEL: 'loud',
    });
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
      'CLICKHOUSE_URL',
      'DATABASE_URL',
      'JETBRIDGE_ADMIN_PASSWORD',
      'JETBRIDGE_DEMO',
      'JETBRIDGE_SECRET_KEY',
      'LOG_LEVEL',
      'PORT',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('refuses half a WeCom and half a model provider, and says what is missing', () => {
    expect(problemsOf({ WECOM_CORP_ID: 'ww1', WECOM_TOKEN: 't', LLM_MODEL: 'm' })).toEqual([
      'WECOM_SECRET, WECOM_AGENT_ID, WECOM_ENCODING_AES_KEY are missing, since WECOM_CORP_ID, WECOM_TOKEN is set',
      'LLM_BASE_URL, LLM_API_KEY are missing, since LLM_MODEL is set',
    ]);
    expect(problemsOf({ WECOM_BASE_URL: 'http://127.0.0.1:1' })[0]).toContain('since WECOM_BASE_URL is set');
  });

  it('takes a whole WeCom, and then has no demo airline', () => {
    const config = loadConfig(WECOM, directory);
    expect(config.wecom).toMatchObject({
      corpId: 'ww1',
      agentId: 1000002,
      baseUrl: 'https://qyapi.weixin.qq.com',
    });
    expect(config.demo).toBe(false);
    expect(problemsOf({ ...WECOM, JETBRIDGE_DEMO: '1' })[0]).toContain('JETBRIDGE_DEMO');
    expect(problemsOf({ ...WECOM, WECOM_ENCODING_AES_KEY: 'short' })[0]).toContain('WECOM_ENCODING_AES_KEY');
  });

  it('counts an empty variable as unset', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: ' ', WECOM_CORP_ID: '' }, directory).port).toBe(4600);
  });
});
