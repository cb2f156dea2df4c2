import type { OutboundOutcome } from '../platform/ports.ts';
import type { StoredWebhook } from './model.ts';

/** How long after each failed attempt the next one is made, in seconds; after the last one that goes on. */
const delays = [5, 30, 120, 600, 3_600, 10_800, 21_600] as const;

/** After so long in which every attempt failed, a webhook is turned off. */
export const givenUpMilliseconds = 24 * 3_600_000;

/** An event that a server alone refuses, while it answers, holds up others for this number of attempts and is then passed over. */
const mostRefusals = 5;

/** Statuses that say something about this one request, and not about the server. */
const refusals: ReadonlySet<number> = new Set([400, 413, 422]);

/** What becomes of a webhook after an attempt. */
export type Verdict =
  | { type: 'delivered' }
  /** This event is passed over. */
  | { type: 'passed' }
  /** It is tried again at a time. */
  | { type: 'put-off'; nextAt: number; attempts: number; failingSince: number }
  | { type: 'disabled'; reason: 'gone' | 'failing' };

/** What becomes of a webhook, as it was before an attempt, by what came of that. Pure; `now` in epoch milliseconds. */
export function judge(
  { attempts = 0, failingSince }: Pick<StoredWebhook, 'attempts' | 'failingSince'>,
  outcome: OutboundOutcome,
  now: number,
): Verdict {
  if ('status' in outcome) {
    if (outcome.status >= 200 && outcome.status <= 299) return { type: 'delivered' };
    if (outcome.status === 410) return { type: 'disabled', reason: 'gone' };
  }
  const since = failingSince ?? now;
  const end = since + givenUpMilliseconds;
  if (now >= end) return { type: 'disabled', reason: 'failing' };
  const failed = attempts + 1;
  if ('status' in outcome && refusals.has(outcome.status) && failed >= mostRefusals)
    return { type: 'passed' };
  const usual = delays[Math.min(attempts, delays.length - 1)] ?? 0;
  const wanted = 'status' in outcome ? (outcome.retryAfterSeconds ?? 0) : 0;
  // the last attempt is at the end, whatever the server asks for
  const nextAt = Math.min(now + Math.max(usual, wanted) * 1_000, end);
  return { type: 'put-off', nextAt, attempts: failed, failingSince: since };
}
