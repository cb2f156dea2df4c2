/**
 * The address of a download stays the same for this many milliseconds, so that browsers can keep what they read by it.
 */
export const addressStep = (seconds: number): number => seconds * 500;

/** When the address of a download ends that is asked for now: after `seconds`, and up to half as long again. Epoch milliseconds. */
export function addressExpiry(now: number, seconds: number): number {
  const step = addressStep(seconds);
  return Math.ceil((now + seconds * 1000) / step) * step;
}
