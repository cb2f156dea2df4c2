/** A short tick of a phone that has been moved far enough; others have none. */
export function hapticTick(): void {
  if ('vibrate' in navigator) navigator.vibrate(10);
}
