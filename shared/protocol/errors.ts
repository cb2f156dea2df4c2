import * as z from 'zod';
import { scopeNames } from './bot-scopes.ts';
import { idOf, openSet, replyText } from './bounds.ts';
import { time } from './common.ts';

/**
 * Every error a client can meet, with the HTTP status it has. The codes are stable: clients decide by them.
 * One map, so that a code without a status does not compile.
 */
export const errorStatus = {
  validation_failed: 400,
  invalid_json: 400,
  invalid_cursor: 400,
  unknown_usernames: 400,
  unknown_frame: 400,
  email_not_supported: 400,
  weak_password: 400,
  invalid_link: 400,
  provider_state_invalid: 400,
  cannot_block_self: 400,
  duplicate_usernames: 400,
  cannot_target_self: 400,
  time_in_past: 400,
  not_an_emoji: 400,
  push_endpoint_not_allowed: 400,
  push_keys_invalid: 400,
  url_not_allowed: 400,
  unauthenticated: 401,
  invalid_token: 401,
  token_expired: 401,
  invalid_credentials: 401,
  second_factor_required: 401,
  invalid_code: 401,
  invalid_passkey: 401,
  provider_refused: 401,
  invalid_refresh_token: 401,
  refresh_token_reused: 401,
  edge_required: 403,
  account_suspended: 403,
  password_change_required: 403,
  second_factor_setup_required: 403,
  registration_closed: 403,
  invitation_required: 403,
  invitation_invalid: 403,
  email_domain_not_allowed: 403,
  provider_email_missing: 403,
  provider_email_unverified: 403,
  user_blocked: 403,
  messages_not_accepted: 403,
  invites_not_accepted: 403,
  media_blocked: 403,
  forbidden: 403,
  insufficient_scope: 403,
  role_needs_second_factor: 403,
  outranked: 403,
  muted: 403,
  posting_restricted: 403,
  mention_not_allowed: 403,
  edit_expired: 403,
  member_banned: 403,
  route_not_found: 404,
  user_not_found: 404,
  conversation_not_found: 404,
  message_not_found: 404,
  member_not_found: 404,
  session_not_found: 404,
  passkey_not_found: 404,
  provider_not_found: 404,
  invite_not_found: 404,
  request_not_found: 404,
  identity_not_found: 404,
  media_not_found: 404,
  scheduled_not_found: 404,
  reminder_not_found: 404,
  bot_not_found: 404,
  bot_token_not_found: 404,
  webhook_not_found: 404,
  hook_not_found: 404,
  invitation_not_found: 404,
  username_taken: 409,
  email_taken: 409,
  client_id_conflict: 409,
  too_many_passkeys: 409,
  too_many_identities: 409,
  provider_email_taken: 409,
  identity_taken: 409,
  password_missing: 409,
  block_limit_reached: 409,
  not_a_group: 409,
  already_member: 409,
  group_full: 409,
  rules_not_accepted: 409,
  too_many_invites: 409,
  request_limit_reached: 409,
  already_completed: 409,
  media_not_uploaded: 409,
  media_in_use: 409,
  not_in_parts: 409,
  edit_limit_reached: 409,
  message_streaming: 409,
  stream_ended: 409,
  stream_conflict: 409,
  too_many_reactions: 409,
  too_many_pins: 409,
  too_many_stars: 409,
  hide_limit_reached: 409,
  not_editable: 409,
  not_a_poll: 409,
  poll_closed: 409,
  too_many_scheduled: 409,
  too_many_reminders: 409,
  push_not_available: 409,
  subscription_limit_reached: 409,
  too_many_bots: 409,
  too_many_bot_tokens: 409,
  too_many_webhooks: 409,
  too_many_hooks: 409,
  last_administrator: 409,
  settings_conflict: 409,
  second_factor_not_due: 409,
  invite_expired: 410,
  invite_revoked: 410,
  invite_used_up: 410,
  upload_expired: 410,
  message_deleted: 410,
  payload_too_large: 413,
  message_too_long: 413,
  media_too_large: 413,
  media_type_not_allowed: 415,
  media_mismatch: 422,
  provider_unavailable: 424,
  rate_limited: 429,
  media_quota_exceeded: 429,
  slow_mode: 429,
  internal_error: 500,
  service_unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;

/** The short human title of each code, constant per code (RFC 9457 `title`). */
export const errorTitle: Record<ErrorCode, string> = {
  validation_failed: 'The request is not valid',
  invalid_json: 'The request is not JSON',
  invalid_cursor: 'The cursor is not valid',
  unknown_usernames: 'Unknown usernames',
  unknown_frame: 'Unknown frame type',
  email_not_supported: 'The e-mail address is not supported',
  weak_password: 'The password is too easy to guess',
  invalid_link: 'The link does not work any more',
  provider_state_invalid: 'The sign-in with the provider took too long or began elsewhere',
  cannot_block_self: 'You cannot block yourself',
  duplicate_usernames: 'Users are named twice',
  cannot_target_self: 'You cannot do this to yourself',
  time_in_past: 'The time has passed already',
  not_an_emoji: 'A reaction is one emoji',
  url_not_allowed: 'Nothing is posted to this address',
  unauthenticated: 'Sign in first',
  invalid_token: 'The access token is not valid',
  token_expired: 'The access token has expired',
  invalid_credentials: 'Wrong username or password',
  second_factor_required: 'A code is needed too',
  invalid_code: 'The code is wrong',
  invalid_passkey: 'The passkey was not accepted',
  provider_refused: 'The provider did not confirm the sign-in',
  invalid_refresh_token: 'The refresh token is not valid',
  refresh_token_reused: 'The refresh token was already used',
  edge_required: 'Requests must use the public address',
  account_suspended: 'This account is suspended',
  password_change_required: 'Set a new password first',
  second_factor_setup_required: 'Set up an authenticator app first',
  registration_closed: 'New accounts cannot be created here',
  invitation_required: 'An account can be created by invitation only',
  invitation_invalid: 'The invitation does not work',
  email_domain_not_allowed: 'Addresses of this domain cannot be used here',
  provider_email_missing: 'The provider gave no e-mail address',
  provider_email_unverified: 'The provider has not verified the e-mail address',
  user_blocked: 'You blocked this user',
  messages_not_accepted: 'The user does not accept new messages',
  invites_not_accepted: 'A user does not accept invites',
  media_blocked: 'Malware was found in the file',
  forbidden: 'You may not do this',
  insufficient_scope: 'The token does not allow this',
  role_needs_second_factor: 'Your role takes a second factor',
  outranked: 'The role of this user is not below yours',
  muted: 'You are muted in this group',
  posting_restricted: 'Only admins can send messages in this group',
  mention_not_allowed: 'You cannot mention all members here',
  edit_expired: 'The message can no longer be edited',
  member_banned: 'A user is banned from this group',
  route_not_found: 'No such route',
  user_not_found: 'User not found',
  conversation_not_found: 'Conversation not found',
  message_not_found: 'Message not found',
  member_not_found: 'Member not found',
  session_not_found: 'Session not found',
  passkey_not_found: 'Passkey not found',
  provider_not_found: 'Provider not found',
  identity_not_found: 'Connection not found',
  invite_not_found: 'Invite not found',
  request_not_found: 'Request to join not found',
  media_not_found: 'File not found',
  scheduled_not_found: 'Scheduled message not found',
  reminder_not_found: 'Reminder not found',
  bot_not_found: 'Bot not found',
  bot_token_not_found: 'Token not found',
  webhook_not_found: 'Webhook not found',
  hook_not_found: 'Incoming webhook not found',
  invitation_not_found: 'Invitation not found',
  username_taken: 'The username is taken',
  email_taken: 'The e-mail address is taken',
  client_id_conflict: 'The clientId belongs to another message',
  too_many_passkeys: 'There are too many passkeys',
  too_many_identities: 'Too many accounts at providers are connected',
  provider_email_taken: 'The e-mail address belongs to an account that has not verified it',
  identity_taken: 'The account at the provider is connected to another user',
  password_missing: 'The account has no password yet',
  block_limit_reached: 'Too many blocked users',
  not_a_group: 'This conversation is not a group',
  already_member: 'A user is in the group already',
  group_full: 'The group is full',
  rules_not_accepted: 'The rules of the group are not accepted',
  too_many_invites: 'The group has too many invites',
  request_limit_reached: 'Too many users wait to join the group',
  already_completed: 'The upload is complete already',
  media_not_uploaded: 'The file has not been uploaded',
  media_in_use: 'The file is in use',
  not_in_parts: 'The file is not uploaded in parts',
  edit_limit_reached: 'The message was edited as often as is possible',
  message_streaming: 'The message is still being written',
  stream_ended: 'The message is not being written any more',
  stream_conflict: 'The text does not go on from what is stored',
  message_too_long: 'The message has as much text as is possible',
  hide_limit_reached: 'You have deleted as many messages of this conversation for yourself as is possible',
  not_editable: 'Polls, locations and contacts cannot be edited',
  not_a_poll: 'The message is no poll',
  poll_closed: 'The poll is closed',
  too_many_scheduled: 'You have scheduled as many messages as is possible',
  too_many_reminders: 'You have as many reminders as is possible',
  push_endpoint_not_allowed: 'Pushes cannot be sent to this address',
  push_keys_invalid: 'The keys of the subscription are not valid',
  push_not_available: 'This deployment does not send pushes of this type',
  subscription_limit_reached: 'Too many of your devices are subscribed',
  too_many_bots: 'You have as many bots as is possible',
  too_many_bot_tokens: 'The bot has as many tokens as is possible',
  too_many_webhooks: 'The group has as many webhooks as it can have',
  too_many_hooks: 'The group has as many incoming webhooks as it can have',
  last_administrator: 'One administrator must be left',
  settings_conflict: 'Another administrator changed the settings meanwhile',
  second_factor_not_due: 'No authenticator app has to be set up now',
  too_many_pins: 'The conversation has as many pinned messages as is possible',
  too_many_stars: 'You have saved as many messages as is possible',
  too_many_reactions: 'The message has as many different reactions as is possible',
  invite_expired: 'The invite has expired',
  invite_revoked: 'The invite does not work any more',
  invite_used_up: 'The invite has been used up',
  upload_expired: 'The upload took too long',
  message_deleted: 'The message was deleted',
  payload_too_large: 'The request is too large',
  media_too_large: 'The file is too large',
  media_type_not_allowed: 'Files of this type cannot be uploaded',
  media_mismatch: 'The file is not what was announced',
  provider_unavailable: 'The provider does not answer',
  rate_limited: 'Too many requests',
  media_quota_exceeded: 'You have uploaded too much today',
  slow_mode: 'Wait before the next message',
  internal_error: 'Something went wrong',
  service_unavailable: 'The service is temporarily unavailable',
};

/** One bad field of a request: where it is (`data.text`, `participantUsernames.1`) and what is wrong with it. */
export const fieldError = z
  .object({
    path: z
      .string()
      .describe('The path of the field: `data.text`, `participantUsernames.1`; empty for the whole request.'),
    message: replyText(1000, 'What is wrong with the field. The wording may change.'),
  })
  .meta({ id: 'FieldError', description: 'An invalid field of a request.' });
const fieldErrors = z.array(fieldError).meta({
  maxItems: 100,
  description: 'The invalid fields of the request, at most 100.',
});
export type FieldError = z.infer<typeof fieldError>;

/** For what is refused until a time or until it is lifted. */
const until = time('With `account_suspended`: when it ends; `null`: when it is lifted.')
  .nullable()
  .describe('With `account_suspended`: when it ends; `null`: when it is lifted.')
  .optional();

export const errorCode = openSet(
  Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]],
  'The stable error code: decide by this. For codes that you do not know, decide by the status.',
);

/** With `muted`: until when. */
const mutedUntil = replyText(24, 'With `muted`: until when: a time (RFC 3339), or `forever`.').optional();

/** With `insufficient_scope`: what the token lacks. */
const missingScope = openSet(
  scopeNames,
  'With `insufficient_scope`: the scope that the token lacks; left out where bots may not do this at all.',
).optional();

/** RFC 9457 problem details, the body of every HTTP error. */
export const problem = z
  .object({
    type: replyText(128, 'A URI that identifies the code, or `about:blank`.'),
    title: replyText(128, 'The title of the code, always the same for one code.'),
    status: z.int().min(400).max(599).describe('The HTTP status.'),
    detail: z.string().describe('What went wrong this time. The wording may change.'),
    code: errorCode,
    requestId: idOf('the request, as in the logs'),
    errors: fieldErrors.optional(),
    clockSkewSeconds: z
      .int()
      .min(-3600)
      .max(3600)
      .optional()
      .describe(
        'With `invalid_code`: by how many seconds the clock of the device that makes the codes is off, where that is why; below 0, it is behind.',
      ),
    until,
    reason: replyText(
      1000,
      'With `account_suspended`: what the one who did it wrote; it may be empty.',
    ).optional(),
    mutedUntil,
    scope: missingScope,
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details; `code` is stable.' });
export type Problem = z.infer<typeof problem>;

/** The `error` member of an error frame. */
export const frameError = z
  .object({
    code: errorCode,
    message: z.string().describe('What went wrong. The wording may change.'),
    errors: fieldErrors.optional(),
    mutedUntil,
    scope: missingScope,
    retryAfterMs: z
      .int()
      .min(0)
      .optional()
      .describe(
        'With `rate_limited` and `slow_mode`: after how many milliseconds the frame may be sent again.',
      ),
  })
  .meta({ id: 'FrameError', description: 'Why a frame was refused.' });
export type FrameError = z.infer<typeof frameError>;
