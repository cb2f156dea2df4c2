import { ChatClientError, hasCode } from '../../../client/index.ts';
import type { Translate } from '../i18n/i18n.ts';

/** Whether the account's second factor is on and the request came without a code. */
export const needsCode = (error: unknown): boolean => hasCode(error, 'second_factor_required');

/** Why a code was refused, for its field; `undefined` where the error is about something else. */
export function codeProblem(error: unknown, t: Translate): string | undefined {
  if (!(error instanceof ChatClientError) || error.code !== 'invalid_code') return undefined;
  const skew = error.clockSkewSeconds;
  if (skew === undefined) return t('code.wrong');
  const values = { minutes: Math.max(1, Math.round(Math.abs(skew) / 60)) };
  return t(skew > 0 ? 'code.clockAhead' : 'code.clockBehind', values);
}
