import { ConfigProvider } from 'antd';
import type { Locale } from 'antd/es/locale';
import i18next from 'i18next';
import { type ReactNode, useEffect, useState } from 'react';
import { initReactI18next } from 'react-i18next';
import { theme } from './theme.ts';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];

const rememberedAs = 'jetbridge.language';
const loaders = {
  zh: () => import('./locales/zh/index.ts'),
  en: () => import('./locales/en/index.ts'),
} as const;
const antd = new Map<Language, Locale>();

async function load(language: Language): Promise<void> {
  if (antd.has(language)) return;
  const { texts, antdLocale } = await loaders[language]();
  i18next.addResourceBundle(language, 'translation', texts, true, true);
  antd.set(language, antdLocale);
}

function remembered(): Language {
  try {
    return localStorage.getItem(rememberedAs) === 'en' ? 'en' : 'zh';
  } catch {
    // Storage may be forbidden; Chinese comes first.
    return 'zh';
  }
}

export async function startLanguage(): Promise<void> {
  const language = remembered();
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await load(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  try {
    localStorage.setItem(rememberedAs, language);
  } catch {
    // Not remembered, still switched.
  }
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  await i18next.changeLanguage(language);
}

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

/** Gives Ant Design the tokens and the words of the chosen language. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(currentLanguage());
  useEffect(() => {
    const follow = () => setLanguage(currentLanguage());
    i18next.on('languageChanged', follow);
    return () => i18next.off('languageChanged', follow);
  }, []);
  const locale = antd.get(language);
  return (
    <ConfigProvider
      theme={theme}
      {...(locale ? { locale } : {})}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      {children}
    </ConfigProvider>
  );
}
