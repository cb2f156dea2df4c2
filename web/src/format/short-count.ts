/** A count as it stands on a badge. */
export const shortCount = (count: number): string => (count > 99 ? '99+' : String(count));
