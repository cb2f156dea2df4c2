const units = [
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** A number of seconds in the largest unit that has no rest: "4 weeks". */
export function spanText(seconds: number, locale: string, unitDisplay: 'long' | 'narrow' = 'long'): string {
  const [unit, size] = units.find(([, each]) => seconds % each === 0) ?? units[4];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay }).format(seconds / size);
}

/** How long something lasts still, rounded up to a unit that says enough: "5 days", "1 minute". */
export function remainingText(milliseconds: number, locale: string): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? units[4];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.ceil(seconds / size),
  );
}
