import { hasCode } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import type { MessageKey, Translate } from '../i18n/i18n.ts';

/** What keeps a user from coming in, or an admin from letting them in: the texts come with the parts that show them. */
const texts = {
  invite_not_found: 'invite.goneText',
  invite_expired: 'invite.expiredTitle',
  invite_revoked: 'invite.revokedTitle',
  invite_used_up: 'invite.usedUpTitle',
  member_banned: 'invite.bannedTitle',
  rules_not_accepted: 'join.rulesChanged',
  group_full: 'join.full',
  request_limit_reached: 'join.requestsFull',
  too_many_invites: 'join.tooManyInvites',
  request_not_found: 'join.requestGone',
  conversation_not_found: 'discover.gone',
} as const satisfies Record<string, MessageKey>;

/** As `explain`, for the codes of joining. */
export function explainJoining(error: unknown, t: Translate): string {
  for (const [code, key] of Object.entries(texts)) if (hasCode(error, code)) return t(key);
  return explain(error, t);
}

/** As `explainJoining`, for the admin who accepts the request of another user. */
export function explainAnswer(error: unknown, t: Translate): string {
  if (hasCode(error, 'rules_not_accepted')) return t('join.rulesSince');
  if (hasCode(error, 'member_banned')) return t('join.banned');
  return explainJoining(error, t);
}
