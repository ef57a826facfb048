import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Language } from './browser.ts';

type Texts = { [key: string]: string | Texts };

/** The console's words in one language: `words('channelCodes.qrOf', { name })`, as a person reads them. */
export type Words = (key: string, values?: Record<string, string | number>) => string;

export function wordsOf(language: Language): Words {
  const directory = fileURLToPath(new URL(`../apps/console/src/locales/${language}/`, import.meta.url));
  const texts: Texts = {};
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
    Object.assign(texts, JSON.parse(readFileSync(directory + file, 'utf8')));
  }
  return (key, values = {}) => {
    let found: string | Texts | undefined = texts;
    for (const part of key.split('.')) found = typeof found === 'object' ? found[part] : undefined;
    if (typeof found !== 'string') throw new Error(`The console has no words for ${key} in ${language}`);
    return found.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}
