/** Days ago, by the words for them. */
const words: Readonly<Record<string, number>> = { today: 0, heute: 0, yesterday: 1, gestern: 1 };

const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/;

/** The beginning of a day in this device's calendar. `undefined`: there is no such day. */
function day(year: number, month = 1, date = 1): Date | undefined {
  const made = new Date(year, month - 1, date);
  return made.getMonth() === month - 1 && made.getDate() === date ? made : undefined;
}

/**
 * The beginning of the day that was typed: `2026-11-30`, `2026-11`, `2026`, `30.11.2026`, `30.11.` (of this year), or `today` and
 * `yesterday` in all languages. `undefined`: it is none of these.
 */
export function typedDate(text: string, now: number): Date | undefined {
  const typed = text.toLowerCase();
  const today = new Date(now);
  if (Object.hasOwn(words, typed)) {
    return new Date(today.getFullYear(), today.getMonth(), today.getDate() - (words[typed] ?? 0));
  }
  const [, year, month, date] = iso.exec(typed) ?? [];
  if (year !== undefined) {
    return day(Number(year), month === undefined ? 1 : Number(month), date === undefined ? 1 : Number(date));
  }
  const [, dotDate, dotMonth, dotYear] = german.exec(typed) ?? [];
  if (dotDate === undefined) return undefined;
  return day(
    dotYear === undefined ? today.getFullYear() : Number(dotYear),
    Number(dotMonth),
    Number(dotDate),
  );
}

/** A day as it can be typed. */
export function dateText(date: Date): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  return `${digits(date.getFullYear(), 4)}-${digits(date.getMonth() + 1, 2)}-${digits(date.getDate(), 2)}`;
}
