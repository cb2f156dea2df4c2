import Bowser from 'bowser';

const longestName = 64;

/** A device in words, `Firefox on Windows`, by the `user-agent` header; empty where that names neither browser nor system. */
export function deviceName(userAgent: string): string {
  if (userAgent === '') return '';
  const { browser, os } = Bowser.parse(userAgent);
  const parts = [browser.name, os.name].filter((part) => part !== undefined && part !== '');
  return parts.join(' on ').slice(0, longestName);
}
