import { hasCode, type ChatClientError } from '../../client/index.ts';
import { fullTime, untilTime } from './format/time.ts';
import { currentLocale, type MessageKey, type Translate } from './i18n/i18n.ts';

/** What people read for the codes that they can meet. */
const texts: Partial<Record<string, MessageKey>> = {
  network_error: 'error.offline',
  connection_lost: 'error.offline',
  timeout: 'error.slow',
  service_unavailable: 'error.busy',
  rate_limited: 'error.tooMany',
  email_not_supported: 'error.emailNotSupported',
  weak_password: 'password.weak.other',
  invalid_link: 'link.invalidText',
  invalid_credentials: 'error.invalidCredentials',
  username_taken: 'error.usernameTaken',
  email_taken: 'error.emailTaken',
  unknown_usernames: 'error.unknownPerson',
  registration_closed: 'error.registrationClosed',
  invitation_required: 'error.invitationRequired',
  email_domain_not_allowed: 'error.emailDomain',
  password_change_required: 'error.passwordChangeRequired',
  second_factor_setup_required: 'error.secondFactorRequired',
  subscription_limit_reached: 'error.tooManyDevices',
  conversation_not_found: 'error.conversationNotFound',
  user_not_found: 'error.unknownPerson',
  second_factor_required: 'code.missing',
  invalid_code: 'code.wrong',
  invalid_passkey: 'passkeys.refused',
  too_many_passkeys: 'passkeys.tooMany',
  role_needs_second_factor: 'security.roleNeeds',
  passkey_cancelled: 'passkeys.cancelled',
  passkey_unsupported: 'passkeys.unsupported',
  passkey_exists: 'passkeys.exists',
  passkey_wrong_host: 'passkeys.wrongHost',
  passkey_device: 'passkeys.device',
  password_missing: 'error.passwordMissing',
  provider_not_found: 'error.providerUnavailable',
  provider_unavailable: 'error.providerUnavailable',
  provider_refused: 'error.providerRefused',
  provider_state_invalid: 'error.providerState',
  provider_email_missing: 'error.providerEmailMissing',
  provider_email_unverified: 'error.providerEmailUnverified',
  provider_email_taken: 'error.providerEmailTaken',
  identity_taken: 'error.identityTaken',
  identity_not_found: 'error.unexpected',
  too_many_identities: 'error.tooManyIdentities',
  user_blocked: 'error.userBlocked',
  messages_not_accepted: 'error.messagesNotAccepted',
  invites_not_accepted: 'error.invitesNotAccepted',
  block_limit_reached: 'error.blockLimit',
  forbidden: 'error.forbidden',
  outranked: 'error.outranked',
  muted: 'error.muted',
  posting_restricted: 'error.adminsOnly',
  mention_not_allowed: 'error.mentionAll',
  slow_mode: 'error.slowMode',
  member_banned: 'error.banned',
  already_member: 'error.alreadyMember',
  duplicate_usernames: 'error.namedTwice',
  member_not_found: 'error.notMember',
  group_full: 'error.groupFull',
  invite_not_found: 'error.inviteUnknown',
  invite_expired: 'error.inviteExpired',
  invite_revoked: 'error.inviteRevoked',
  invite_used_up: 'error.inviteUsedUp',
  too_many_invites: 'error.tooManyInvites',
  rules_not_accepted: 'error.rulesNotAccepted',
  media_not_found: 'error.fileGone',
  media_not_uploaded: 'error.fileNotUploaded',
  media_type_not_allowed: 'error.fileType',
  media_too_large: 'error.fileTooLarge',
  media_quota_exceeded: 'error.fileQuota',
  media_mismatch: 'error.fileDamaged',
  media_blocked: 'error.fileMalware',
  media_in_use: 'error.fileInUse',
  upload_refused: 'error.uploadRefused',
  upload_expired: 'error.uploadExpired',
  edit_expired: 'error.editExpired',
  message_deleted: 'error.messageDeleted',
  edit_limit_reached: 'error.editLimit',
  message_streaming: 'error.messageStreaming',
  too_many_reactions: 'error.reactionLimit',
  poll_closed: 'error.pollClosed',
  not_an_emoji: 'error.notAnEmoji',
  request_not_found: 'error.requestGone',
  request_limit_reached: 'error.tooManyRequests',
  signed_out: 'error.signedOut',
};

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A failure in the user's language: one calm sentence, without internals. */
export function explain(error: unknown, t: Translate): string {
  if (hasCode(error, 'account_suspended')) return explainSuspension(error, t);
  if (hasCode(error, 'muted')) return explainMute(error, t);
  const key = texts[codeOf(error) ?? ''];
  return t(key ?? 'error.unexpected');
}

/** The same, or `undefined` where there is nothing to say but that it failed. */
export const reasonOf = (error: unknown, t: Translate): string | undefined =>
  texts[codeOf(error) ?? ''] === undefined ? undefined : explain(error, t);

function explainMute({ mutedUntil }: ChatClientError, t: Translate): string {
  if (mutedUntil === undefined || mutedUntil === 'forever') return t('error.muted');
  return t('silence.mutedUntil', { time: untilTime(mutedUntil, Date.now(), currentLocale()) });
}

function explainSuspension({ until, reason }: ChatClientError, t: Translate): string {
  const ends =
    typeof until === 'string'
      ? t('error.suspendedUntil', { time: fullTime(until, currentLocale()) })
      : t('error.suspended');
  return reason ? `${ends} ${t('error.suspendedReason', { reason })}` : ends;
}

/** Whether the server could not be reached, or asks to come back later. */
export const isPassing = (error: unknown): boolean =>
  hasCode(error, 'network_error', 'timeout', 'connection_lost', 'service_unavailable', 'rate_limited');

/** Whether the session is over: the page changes by itself. */
export const isSignedOut = (error: unknown): boolean => hasCode(error, 'signed_out');

/** Whether the user is not in the conversation, or not any more: the page says so where that matters. */
export const isOut = (error: unknown): boolean => hasCode(error, 'conversation_not_found');
