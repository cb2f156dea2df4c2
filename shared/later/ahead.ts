import { ChatError } from '../platform/errors.ts';
import { limits } from '../protocol/index.ts';

/** The moment that a field of a request names, in epoch milliseconds. Throws `validation_failed` where it is too near or too far. */
export function readAhead(field: string, time: string, now: number): number {
  const { min, max } = limits.aheadSeconds;
  const at = Date.parse(time);
  const wrong =
    at - now < min * 1000
      ? `must be at least ${min} seconds ahead`
      : at - now > max * 1000
        ? `must be at most ${max / 86_400} days ahead`
        : undefined;
  if (wrong === undefined) return at;
  throw new ChatError('validation_failed', 'The request is not valid.', [{ path: field, message: wrong }]);
}
