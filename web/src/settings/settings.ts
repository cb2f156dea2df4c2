import { useSyncExternalStore } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What a user chooses for this device. */
export interface Settings {
  theme: Theme;
  /** `system`: the first of the browser's languages that there is, else English. */
  language: Language | 'system';
  /** Whether Enter sends a message; otherwise Ctrl or Cmd with Enter does. */
  enterSends: boolean;
  /** Whether previews of links are shown. */
  showPreviews: boolean;
}

const storageKey = 'chatflow settings';
const defaults: Settings = { theme: 'system', language: 'system', enterSends: true, showPreviews: true };

const isOneOf = <T extends string>(values: readonly T[], value: unknown): value is T =>
  values.some((one) => one === value);

/** Takes from `text` what is valid; everything else is as by default. `public/theme.js` reads the theme from it, too. */
function parse(text: string | null): Settings {
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? '{}');
  } catch {
    return defaults;
  }
  if (typeof stored !== 'object' || stored === null) return defaults;
  const { theme, language, enterSends, showPreviews } = stored as Partial<Record<keyof Settings, unknown>>;
  return {
    theme: isOneOf(themes, theme) ? theme : defaults.theme,
    language: isOneOf(languages, language) ? language : defaults.language,
    enterSends: typeof enterSends === 'boolean' ? enterSends : defaults.enterSends,
    showPreviews: typeof showPreviews === 'boolean' ? showPreviews : defaults.showPreviews,
  };
}

function read(): Settings {
  try {
    return parse(localStorage.getItem(storageKey));
  } catch {
    // storage is blocked: the choices last as long as the page
    return defaults;
  }
}

let current = read();
const listeners = new Set<() => void>();

function apply(settings: Settings): void {
  current = settings;
  const { dataset } = document.documentElement;
  if (settings.theme === 'system') delete dataset['theme'];
  else dataset['theme'] = settings.theme;
  for (const listener of listeners) listener();
}

/** Follows changes in other tabs. Call it once, at the start. */
export function startSettings(): void {
  apply(current);
  addEventListener('storage', ({ key, newValue }) => {
    if (key === storageKey) apply(parse(newValue));
  });
}

export const getSettings = (): Settings => current;

export function changeSettings(changes: Partial<Settings>): void {
  const next = { ...current, ...changes };
  try {
    localStorage.setItem(storageKey, JSON.stringify(next));
  } catch {
    // as in `read`
  }
  apply(next);
}

/** Calls `listener` after each change. The returned function ends that. */
export function onSettings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSettings = (): Settings => useSyncExternalStore(onSettings, getSettings);
