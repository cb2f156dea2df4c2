/** In seconds. */
export const units = { second: 1, minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const;
export type Unit = keyof typeof units;

/** A year. */
export const longestSeconds = 31_536_000;

/** How many of a unit the server takes at most. */
export const mostOf = (unit: Unit): number => Math.floor(longestSeconds / units[unit]);
