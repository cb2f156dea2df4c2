/** A time on the wire, RFC 3339 UTC with milliseconds, from milliseconds since the epoch. */
export function wireTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Milliseconds since the epoch as the whole seconds that `expiresAt` is in. */
export function epochSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000);
}
