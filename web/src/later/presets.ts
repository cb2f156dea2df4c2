import type { MessageKey } from '../i18n/i18n.ts';

export interface Preset {
  readonly label: MessageKey;
  readonly at: Date;
}

/** A day after another, at an hour, in the user's time zone. */
const dayAt = (from: Date, days: number, hour: number): Date =>
  new Date(from.getFullYear(), from.getMonth(), from.getDate() + days, hour);

/** Times that are often meant, of those that lie well ahead. */
export function presetsAt(now: number): Preset[] {
  const today = new Date(now);
  const toMonday = (8 - today.getDay()) % 7 || 7;
  const evening = dayAt(today, 0, 20);
  return [
    { label: 'waiting.inHour', at: new Date(now + 3_600_000) },
    ...(evening.getTime() - now > 1_800_000 ? [{ label: 'waiting.evening', at: evening } as const] : []),
    { label: 'waiting.tomorrow', at: dayAt(today, 1, 9) },
    ...(toMonday > 1 ? [{ label: 'waiting.monday', at: dayAt(today, toMonday, 9) } as const] : []),
  ];
}

const two = (number: number) => String(number).padStart(2, '0');

/** A time as a field for date and time has it, in the user's time zone. */
export const fieldValue = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
