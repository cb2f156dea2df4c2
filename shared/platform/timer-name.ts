/** The names that EventBridge Scheduler takes. */
const timerName = /^[A-Za-z0-9_.-]{1,64}$/;

/** Throws an `Error` for a name that no timer can have. */
export function assertTimerName(name: string): void {
  if (!timerName.test(name))
    throw new Error('a timer is named by 1 to 64 letters, digits, hyphens, underscores and dots');
}
