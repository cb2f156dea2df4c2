import { setupI18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { useCallback, useSyncExternalStore } from 'react';
import { getSettings, languages, onSettings, type Language } from '../settings/settings.ts';
import { en, type Messages } from './en.ts';

export type MessageKey = keyof Messages;
export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;

const i18n = setupI18n();
i18n.setMessagesCompiler(compileMessage);
i18n.load('en', en);
i18n.activate('en');

/** English comes with the page, the others when they are needed. A new language is a file and a line here. */
const catalogs: Record<Exclude<Language, 'en'>, () => Promise<Messages>> = {
  de: async () => (await import('./de.ts')).de,
};

function wanted(): Language {
  const { language } = getSettings();
  if (language !== 'system') return language;
  const preferred = navigator.languages.map(languageOf);
  return languages.find((one) => one === preferred.find((tag) => languages.some((l) => l === tag))) ?? 'en';
}

async function activate(): Promise<void> {
  const language = wanted();
  if (language !== 'en') {
    const messages = await catalogs[language]();
    i18n.load(language, messages);
  }
  // another choice may have been made meanwhile
  if (language !== wanted()) return;
  if (i18n.locale !== language) i18n.activate(language);
  document.documentElement.lang = language;
}

/** Resolves when the chosen language is there, or English where its file does not load. Follows later choices. */
export async function startI18n(report: (error: unknown) => void): Promise<void> {
  onSettings(() => void activate().catch(report));
  await activate().catch(report);
}

/** The language on screen, for `Intl`: as spoken where the user is (`en-GB`), if the browser says so. */
export const useLocale = (): string =>
  useSyncExternalStore(
    (listener) => i18n.on('change', listener),
    () => navigator.languages.find((tag) => languageOf(tag) === i18n.locale) ?? i18n.locale,
  );

/** The language of a tag such as `en-GB`. */
export const languageOf = (tag: string): string => tag.split('-')[0] ?? tag;

/** Translates outside of components. */
export const translate: Translate = (key, values) => i18n._(key, values);

/** The function that translates; another one after the language has changed. */
export function useTranslate(): Translate {
  const locale = useLocale();
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a new language needs a new function, or memoised components keep the old text
  return useCallback<Translate>((key, values) => i18n._(key, values), [locale]);
}
