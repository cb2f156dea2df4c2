import type { Translate } from '../i18n/i18n.ts';

/** How long members wait between two messages, in the largest unit that has no rest. */
export function slowModeText(seconds: number, t: Translate): string {
  if (seconds === 0) return t('groupSettings.slowMode.off');
  if (seconds % 3_600 === 0) return t('groupSettings.slowMode.hours', { hours: seconds / 3_600 });
  if (seconds % 60 === 0) return t('groupSettings.slowMode.minutes', { minutes: seconds / 60 });
  return t('groupSettings.slowMode.seconds', { seconds });
}
