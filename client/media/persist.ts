import { ChatClientError, isPassing } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Random } from '../platform/random.ts';
import { retryDelay } from '../retry-delay.ts';
import { abortedError } from './transfer.ts';

/** So often in a row something may fail in passing: with the backoff in between that is about four minutes. */
const mostFailures = 20;

/**
 * Repeats work while it fails in passing: offline, a busy server. `work` gets how often it has failed. Rejects with its
 * last error, and with `aborted`.
 */
export async function persist<T>(
  { clock, random }: { clock: Clock; random: Random },
  signal: AbortSignal,
  work: (failures: number) => Promise<T>,
): Promise<T> {
  for (let failures = 0; ;) {
    if (signal.aborted) throw abortedError(signal.reason);
    try {
      return await work(failures);
    } catch (error) {
      failures += 1;
      if (!isPassing(error) || failures >= mostFailures) throw error;
      await pause(clock, retryDelay(error, failures, random), signal);
    }
  }
}

/** Resolves after `ms` milliseconds, or as soon as the signal aborts. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal.addEventListener('abort', end);
  });
}

/** What an object store answered that did not take an upload. What passes has a code that is repeated. */
export function storeError(status: number): ChatClientError {
  return status >= 500 || status === 408 || status === 429
    ? new ChatClientError('service_unavailable', 'The store is busy.', { status })
    : new ChatClientError('upload_refused', 'The store refused the file.', { status });
}
