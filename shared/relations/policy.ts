import type { PrivacyAudience, PrivacySetting } from '../protocol/index.ts';

/** What a viewer is to the user whose settings decide. */
export const relations = [
  'self',
  /** They share a direct conversation. */
  'contact',
  'stranger',
  /** The user blocked the viewer. */
  'blocked',
  /** The viewer blocked the user, who did not block back. */
  'blocking',
] as const;
export type Relation = (typeof relations)[number];

type Decisions = Readonly<Record<PrivacyAudience, boolean>>;
const always: Decisions = { everyone: true, contacts: true, nobody: true };
const contacts: Decisions = { everyone: true, contacts: true, nobody: false };
const anyone: Decisions = { everyone: true, contacts: false, nobody: false };
const never: Decisions = { everyone: false, contacts: false, nobody: false };

/** Between two users of whom one blocked the other there is nothing, either way. */
const notAcrossBlocks = {
  self: always,
  contact: contacts,
  stranger: anyone,
  blocked: never,
  blocking: never,
};
/** Users see the profiles of those whom they blocked as strangers do: they have to recognise them. */
const profile = { ...notAcrossBlocks, blocking: anyone };

/** For each privacy setting which viewer it lets in, by what the user chose. The one place that decides it. */
export const privacyPolicy = {
  presence: notAcrossBlocks,
  about: profile,
  avatar: profile,
  receipts: notAcrossBlocks,
  messages: notAcrossBlocks,
  groups: notAcrossBlocks,
  forwards: notAcrossBlocks,
} as const satisfies Record<PrivacySetting, Record<Relation, Decisions>>;

/** Whether a user's choice lets this viewer in. */
export const allows = (setting: PrivacySetting, audience: PrivacyAudience, relation: Relation): boolean =>
  privacyPolicy[setting][relation][audience];

/** The errors that refuse what a user's settings, or blocks, do not allow. The blocked one reads what any stranger may read. */
export const refusals = {
  messages: 'messages_not_accepted',
  groups: 'invites_not_accepted',
  /** Only to those who blocked. */
  blocking: 'user_blocked',
} as const;
