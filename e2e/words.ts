import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Language } from './browser.ts';

type Texts = { [key: string]: string | Texts };

/** The words of a page in one language: `words('channelCodes.qrOf', { name })`, as a person reads them. */
export type Words = (key: string, values?: Record<string, string | number>) => string;

/** Those of the console. */
export function wordsOf(language: Language): Words {
  const directory = fileURLToPath(new URL(`../apps/console/src/locales/${language}/`, import.meta.url));
  const texts: Texts = {};
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
    Object.assign(texts, JSON.parse(readFileSync(directory + file, 'utf8')));
  }
  return wordsFrom(texts, `The console in ${language}`);
}

/** Those of the simulator's page, which are modules that a browser loads. */
export async function wordsOfSimulator(language: Language): Promise<Words> {
  const directory = new URL(`../packages/wecom-simulator/page/locales/${language}/`, import.meta.url);
  const texts: Texts = {};
  for (const file of readdirSync(directory)) {
    const module: Record<string, Texts> = await import(new URL(file, directory).href);
    for (const part of Object.values(module)) Object.assign(texts, part);
  }
  return wordsFrom(texts, `The simulator in ${language}`);
}

function wordsFrom(texts: Texts, whose: string): Words {
  return (key, values = {}) => {
    let found: string | Texts | undefined = texts;
    for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
    if (typeof found !== 'string') throw new Error(`${whose} has no words for ${key}`);
    return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}
