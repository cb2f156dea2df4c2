import { setupI18n } from '@lingui/core';
import { createContext, createElement, use, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { languageOf } from '../language.ts';
import { getSettings, languages, onSettings, type Language } from '../settings/settings.ts';
import {
  en,
  type ActionMessages,
  type ContentMessages,
  type IntegrationMessages,
  type JoiningMessages,
  type LaterMessages,
  type MediaMessages,
  type Messages,
  type NotificationMessages,
  type SearchMessages,
  type WaitingMessages,
  type ThreadMessages,
} from './en.ts';

type AllMessages = Messages &
  LaterMessages &
  JoiningMessages &
  MediaMessages &
  ActionMessages &
  ContentMessages &
  SearchMessages &
  WaitingMessages &
  ThreadMessages &
  NotificationMessages &
  IntegrationMessages;
export type MessageKey = keyof AllMessages;
export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;

const i18n = setupI18n();
// the texts come parsed: see `build/compiled-texts.ts`
i18n.load('en', en);
i18n.activate('en');

/** English comes with the page, the others when they are needed. A new language is a file and a line here. */
const catalogs: Record<Exclude<Language, 'en'>, () => Promise<AllMessages>> = {
  de: async () => {
    const [
      { de },
      { deLater },
      { deJoining },
      { deMedia },
      { deMessages },
      { deThreads },
      { deSearch },
      { deContents },
      { deWaiting },
      { deNotifications },
      { deIntegrations },
    ] = await Promise.all([
      import('./de.ts'),
      import('./de-later.ts'),
      import('./de-joining.ts'),
      import('./de-media.ts'),
      import('./de-messages.ts'),
      import('./de-threads.ts'),
      import('./de-search.ts'),
      import('./de-contents.ts'),
      import('./de-waiting.ts'),
      import('./de-notifications.ts'),
      import('./de-integrations.ts'),
    ]);
    return {
      ...de,
      ...deLater,
      ...deJoining,
      ...deMedia,
      ...deMessages,
      ...deThreads,
      ...deSearch,
      ...deContents,
      ...deWaiting,
      ...deNotifications,
      ...deIntegrations,
    };
  },
};

/** Loads the English texts of the parts that are not on screen at first; those of other languages come at once. */
export async function loadLaterTexts(): Promise<void> {
  const [
    { enLater },
    { enJoining },
    { enMedia },
    { enMessages },
    { enThreads },
    { enSearch },
    { enContents },
    { enWaiting },
    { enNotifications },
    { enIntegrations },
  ] = await Promise.all([
    import('./en-later.ts'),
    import('./en-joining.ts'),
    import('./en-media.ts'),
    import('./en-messages.ts'),
    import('./en-threads.ts'),
    import('./en-search.ts'),
    import('./en-contents.ts'),
    import('./en-waiting.ts'),
    import('./en-notifications.ts'),
    import('./en-integrations.ts'),
  ]);
  i18n.load('en', {
    ...enLater,
    ...enJoining,
    ...enMedia,
    ...enMessages,
    ...enThreads,
    ...enSearch,
    ...enContents,
    ...enWaiting,
    ...enNotifications,
    ...enIntegrations,
  });
}

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

/** The language on screen, for `Intl` outside of components: as spoken where the user is (`en-GB`), if the browser says so. */
export const currentLocale = (): string =>
  navigator.languages.find((tag) => languageOf(tag) === i18n.locale) ?? i18n.locale;

/** Translates outside of components. */
export const translate: Translate = (key, values) => i18n._(key, values);

interface Spoken {
  locale: string;
  t: Translate;
}

const SpokenContext = createContext<Spoken>({ locale: 'en', t: translate });

/** Gives the components below it the language, and renders them anew when it changes: one subscription for all of them. */
export function I18nProvider({ children }: { children: ReactNode }): ReactNode {
  const locale = useSyncExternalStore((listener) => i18n.on('change', listener), currentLocale);
  // a new language needs a new function, or memoised components keep the old text
  const value = useMemo<Spoken>(() => ({ locale, t: (key, values) => translate(key, values) }), [locale]);
  return createElement(SpokenContext, { value }, children);
}

/** The language on screen, for `Intl`. */
export const useLocale = (): string => use(SpokenContext).locale;

/** The function that translates; another one after the language has changed. */
export const useTranslate = (): Translate => use(SpokenContext).t;
