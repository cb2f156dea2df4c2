import { isPassing } from '../errors.ts';
import { backoffDelay } from '../platform/backoff.ts';
import type { StateHost } from './host.ts';

/** The host, of which reads that fail for a passing reason are followed by a call of `retry`. */
export interface RetryingHost {
  host: StateHost;
  /** No retry is due any more. */
  stop: () => void;
}

/**
 * Watches the reads of `host`. After one that failed for a passing reason (the server is down, slow or refuses for now)
 * it calls `retry` once, at a growing distance for as long as they fail in a row: what failed while the connection stands
 * has no reconnect to wait for.
 */
export function retryingHost(host: StateHost, retry: () => void): RetryingHost {
  let failures = 0;
  let cancel: (() => void) | undefined;

  function failed(): void {
    if (cancel !== undefined) return;
    failures += 1;
    cancel = host.clock.after(backoffDelay(failures, host.random), () => {
      cancel = undefined;
      retry();
    });
  }

  const watched =
    <A extends unknown[], T>(read: (...input: A) => Promise<T>) =>
    async (...input: A): Promise<T> => {
      try {
        const result = await read(...input);
        failures = 0;
        return result;
      } catch (error) {
        if (isPassing(error)) failed();
        throw error;
      }
    };

  return {
    host: {
      ...host,
      history: watched(host.history),
      conversations: watched(host.conversations),
      conversation: watched(host.conversation),
      receipts: watched(host.receipts),
      account: watched(host.account),
      blocks: watched(host.blocks),
      notified: watched(host.notified),
      user: watched(host.user),
    },
    stop: () => {
      cancel?.();
      cancel = undefined;
      failures = 0;
    },
  };
}
