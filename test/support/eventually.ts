import { vi } from 'vitest';

/** Waits until `check` throws no more, and returns its value. Patient, so that a busy machine never makes a test fail. */
export function eventually<T>(check: () => T | Promise<T>, patienceMilliseconds = 20_000): Promise<T> {
  return vi.waitFor(check, { timeout: patienceMilliseconds, interval: 5 });
}
