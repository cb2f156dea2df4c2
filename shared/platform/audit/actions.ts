import * as z from 'zod';
import { memberRole, role, visibility, webhookDisabledReasons } from '../../protocol/index.ts';

/** One kind of thing that is recorded. */
interface AuditedAction {
  /** What it is, for the people who read the log. */
  says: string;
  /**
   * What an entry says besides. Only names from a list and ids: never a token, a password, an address or a text. The shape is
   * strict, so that nothing else gets in.
   */
  detail: z.ZodType<Record<string, string>>;
  /** For how many days entries are kept at most, where that is less than the setting. */
  keptDays?: number;
  /** Over how many partitions a day's entries are spread, where one might not do. */
  shards?: number;
}

const nothing = z.strictObject({});
/** The id of the group. */
const inGroup = z.strictObject({ conversation: z.string() });
/** The id of a webhook of the group that is the subject. */
const ofWebhook = z.strictObject({ webhook: z.string() });
const ofHook = z.strictObject({ hook: z.string() });
/** For what many people do at the same time: they must not wait for each other. */
const shards = 10;

/** Everything that is recorded in the audit log. A further action is a further row. */
export const auditActions = {
  register: { says: 'created an account', detail: nothing, shards },
  'sign-in': { says: 'signed in', detail: nothing, shards },
  /** What was typed is not recorded: it may be a password in the wrong field. */
  'sign-in-unknown': { says: 'tried to sign in by an unknown name', detail: nothing, keptDays: 30, shards },
  'sign-out': { says: 'signed out', detail: nothing },
  'end-sessions': {
    says: 'ended sessions',
    detail: z.strictObject({ which: z.enum(['one', 'others', 'all', 'reused-token']) }),
  },
  'change-password': { says: 'changed the password', detail: nothing },
  'reset-password': { says: 'set a new password by a mailed link', detail: nothing },
  'verify-email': { says: 'proved the e-mail address', detail: nothing },
  'request-email-change': { says: 'asked for another e-mail address', detail: nothing },
  'change-email': { says: 'changed the e-mail address', detail: nothing },
  'set-up-second-factor': { says: 'set up an authenticator app', detail: nothing },
  'turn-on-second-factor': { says: 'turned the second factor on', detail: nothing },
  'turn-off-second-factor': { says: 'turned the second factor off', detail: nothing },
  'renew-recovery-codes': { says: 'made new recovery codes', detail: nothing },
  'add-passkey': { says: 'added a passkey', detail: nothing },
  'remove-passkey': { says: 'removed a passkey', detail: nothing },
  suspend: { says: 'suspended the account', detail: nothing },
  'require-password': { says: 'asked for another password at the next sign-in', detail: nothing },
  'require-second-factor': { says: 'asked for an authenticator app at the next sign-in', detail: nothing },
  /** `fields`: the names of those that changed, with spaces between them. */
  'change-settings': {
    says: 'changed the settings of the server',
    detail: z.strictObject({ fields: z.string() }),
  },
  /** The subject is the invitation. The address is not recorded. */
  'create-invitation': {
    says: 'invited a person to create an account',
    detail: z.strictObject({ by: z.enum(['mail', 'link']) }),
  },
  'revoke-invitation': { says: 'took back an invitation to create an account', detail: nothing },
  reinstate: { says: 'ended the suspension of the account', detail: nothing },
  /** Only what was refused: what is done has its own entry. */
  'use-role': {
    says: 'tried what takes a role',
    detail: z.strictObject({
      action: z.enum([
        'changeRoles',
        'readAuditLog',
        'suspendUsers',
        'seeUsers',
        'secureUsers',
        'changeSettings',
        'invitePeople',
      ]),
    }),
  },
  /** The subject is the bot. */
  'change-bot': {
    says: 'made or deleted a bot',
    detail: z.strictObject({ change: z.enum(['made', 'deleted']) }),
  },
  'change-bot-token': {
    says: 'made or revoked a token of a bot',
    detail: z.strictObject({ change: z.enum(['made', 'revoked']), token: z.string() }),
  },
  'provider-sign-in': { says: 'signed in with a provider', detail: nothing, shards },
  'add-identity': { says: 'connected an account at a provider', detail: nothing },
  'remove-identity': { says: 'disconnected an account at a provider', detail: nothing },
  'change-role': { says: 'changed the role', detail: z.strictObject({ from: role, to: role }) },
  /** The subject is the group; `users` are ids with spaces between them. */
  'add-members': { says: 'added members to a group', detail: z.strictObject({ users: z.string() }) },
  'change-member': {
    says: 'changed a member of a group',
    detail: z.strictObject({
      ...inGroup.shape,
      change: z.enum(['role', 'muted', 'unmuted']),
      role: memberRole.exactOptional(),
    }),
  },
  'remove-member': { says: 'removed a member of a group', detail: inGroup },
  'ban-member': { says: 'banned a user from a group', detail: inGroup },
  'unban-member': { says: 'ended the ban of a user from a group', detail: inGroup },
  'transfer-group': { says: 'made another member the owner of a group', detail: inGroup },
  'leave-group': { says: 'left a group', detail: inGroup },
  /** The subject is the group. The code is not recorded: who has it can come in. */
  'create-invite': { says: 'made an invite to a group', detail: nothing },
  'revoke-invite': { says: 'revoked an invite to a group', detail: nothing },
  'join-group': {
    says: 'joined a group',
    detail: z.strictObject({ by: z.enum(['invite', 'public']) }),
    shards,
  },
  'accept-request': { says: 'let a user in who asked to join a group', detail: inGroup },
  'decline-request': { says: 'declined a request to join a group', detail: inGroup },
  /** `visibility`: what the group became, where that changed. */
  'change-group-settings': {
    says: 'changed the settings of a group',
    detail: z.strictObject({ visibility: visibility.exactOptional() }),
  },
  'delete-group': { says: 'deleted a group', detail: nothing },
  'create-webhook': { says: 'made a webhook of a group', detail: ofWebhook },
  'change-webhook': { says: 'changed a webhook of a group', detail: ofWebhook },
  'rotate-webhook-secret': { says: 'gave a webhook of a group another secret', detail: ofWebhook },
  'delete-webhook': { says: 'deleted a webhook of a group', detail: ofWebhook },
  'disable-webhook': {
    says: 'turned a webhook of a group off, as nothing reached it',
    detail: z.strictObject({ ...ofWebhook.shape, reason: z.enum(webhookDisabledReasons) }),
  },
  'create-hook': { says: 'made an incoming webhook of a group', detail: ofHook },
  'change-hook': { says: 'changed an incoming webhook of a group', detail: ofHook },
  'rotate-hook-secret': { says: 'gave an incoming webhook of a group another address', detail: ofHook },
  'delete-hook': { says: 'deleted an incoming webhook of a group', detail: ofHook },
  'place-account': { says: 'made an account for a person of an import', detail: nothing },
  /** The subject is the conversation. */
  'import-conversation': { says: 'imported a conversation', detail: z.strictObject({ owner: z.string() }) },
} as const satisfies Record<string, AuditedAction>;

export type AuditAction = keyof typeof auditActions;
export const auditActionNames = Object.keys(auditActions) as [AuditAction, ...AuditAction[]];

/** An action by its general type. */
export const auditedAction = (action: AuditAction): AuditedAction => auditActions[action];

/** Who did something: a user by id, or one of those who have no account. */
export type Actor = string;
/** An operator of the deployment, by a command. */
export const operator: Actor = 'operator';
/** A caller who did not prove who they are. */
export const unauthenticated: Actor = 'unauthenticated';
/** The deployment itself, by what it does without a request. */
export const deployment: Actor = 'deployment';
/** The subject where there is none. */
export const noSubject = 'none';

/** Where something was done from, as far as that is known. */
export interface AuditSource {
  /** The IP address. It is stored as a keyed hash. */
  address: string;
  /** The device in words: `Firefox on Windows`. */
  device: string;
}

type DetailOf<Action extends AuditAction> = z.infer<(typeof auditActions)[Action]['detail']>;
/** The actions that say nothing more than who did it to whom. */
export type PlainAction = {
  [Action in AuditAction]: DetailOf<Action> extends Record<string, never> ? Action : never;
}[AuditAction];
type DetailedAction = Exclude<AuditAction, PlainAction>;

/** Something to be recorded. */
export type AuditEvent = {
  actor: Actor;
  /** To whom or to what, by id. */
  subject: string;
  outcome: 'done' | 'refused';
  /** Without it, from the machines of the deployment itself. */
  source?: AuditSource | undefined;
} & (
  | { action: PlainAction; detail?: undefined }
  | { [Action in DetailedAction]: { action: Action; detail: DetailOf<Action> } }[DetailedAction]
);
