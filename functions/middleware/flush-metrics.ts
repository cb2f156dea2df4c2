import type { App } from '../../shared/app.ts';

/**
 * A function that hands over what was counted when it has ended, well or not. A Lambda instance has one invocation at a
 * time, so that is what this one did; what an invocation counted that was cut off, by its timeout, is lost.
 */
export function flushMetrics<Event extends readonly unknown[], Result>(
  { metrics }: Pick<App, 'metrics'>,
  handle: (...event: Event) => Promise<Result>,
): (...event: Event) => Promise<Result> {
  return async (...event) => {
    try {
      return await handle(...event);
    } finally {
      metrics.flush();
    }
  };
}
