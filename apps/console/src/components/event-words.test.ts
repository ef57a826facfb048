import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { formats } from '../format.ts';
import en from '../locales/en/overview.json';
import zh from '../locales/zh/overview.json';
import { eventDetail } from './event-words.ts';

async function told(language: 'en' | 'zh', properties: Record<string, unknown>): Promise<string> {
  const i18n = i18next.createInstance();
  await i18n.init({ lng: language, resources: { [language]: { translation: { en, zh }[language] } } });
  const format = formats(language, { wan: '', join: ', ' });
  return eventDetail(properties, { format, t: i18n.t, most: 6 });
}

describe('the line about an event', () => {
  it('tells its properties in the reader’s words', async () => {
    const search = { route: 'PEK-SHA', passengers: 2 };
    expect(await told('zh', search)).toBe('PEK-SHA, 乘客 2');
    expect(await told('en', search)).toBe('PEK-SHA, passengers 2');
    expect(await told('zh', { baggage: 2 }), 'as sent where there is no word').toBe('baggage 2');
  });

  it('tells money first, and nothing that only machines read', async () => {
    const order = { order_id: 'A1', route: 'PVG-CAN', total: 1280, currency: 'CNY', origin: 'journey:1' };
    expect(await told('en', order)).toBe('¥1,280, PVG-CAN');
  });
});
