import { ChatClientError, hasCode } from '../../../client/index.ts';
import type { Translate } from '../i18n/i18n.ts';

/** Whether the account's second factor is on and the request came without a code. */
export const needsCode = (error: unknown): boolean => hasCode(error, 'second_factor_required');

/** Why a code was refused, for its field; `undefined` where the error is about something else. */
export function codeProblem(error: unknown, t: Translate): string | undefined {
  if (!(error instanceof ChatClientError) || error.code !== 'invalid_code') return undefined;
  // the contract has no field for this: where the sentence is another one, the general text says the same less exactly
  const [, minutes, direction] = /about (?:a|(\d+)) minutes? (ahead|behind)/.exec(error.message) ?? [];
  if (direction === undefined) return t('code.wrong');
  const values = { minutes: Number(minutes ?? 1) };
  return direction === 'ahead' ? t('code.clockAhead', values) : t('code.clockBehind', values);
}
