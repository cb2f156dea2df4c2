import { accountItems } from '../accounts/keys.ts';
import { conversationItems } from '../conversations/keys.ts';
import { groupItems } from '../groups/keys.ts';
import { mediaItems } from '../media/keys.ts';
import { messageItems } from '../messages/keys.ts';
import { platformItems } from '../platform/keys.ts';
import { matchesKey, type KeyPattern } from '../platform/key-pattern.ts';
import type { Key } from '../platform/table.ts';

/**
 * Items of the durable table whose making has consequences, by what their keys look like. The consumer of the stream, or
 * of the outbox on one machine, is invoked for these alone.
 */
export const followedKeys = {
  account: accountItems.account.pattern,
  conversation: conversationItems.conversation.pattern,
  logEntry: messageItems.logEntry.pattern,
  erasure: groupItems.erasure.pattern,
  request: groupItems.request.pattern,
  auditEntry: platformItems.auditEntry.pattern,
} satisfies Record<string, KeyPattern>;
export type FollowedKind = keyof typeof followedKeys;

/** The same of items whose removal has consequences, by a caller or because their time to live was over. */
export const followedRemovals = {
  media: mediaItems.media.pattern,
  logEntry: messageItems.logEntry.pattern,
} satisfies Record<string, KeyPattern>;
export type RemovedKind = keyof typeof followedRemovals;

/** What kind of item of the durable table has this key, if its making has consequences. */
export const followedKind = (key: Key): FollowedKind | undefined => kindIn(followedKeys, key);
/** The same of its removal. */
export const removedKind = (key: Key): RemovedKind | undefined => kindIn(followedRemovals, key);

function kindIn<Kind extends string>(patterns: Record<Kind, KeyPattern>, key: Key): Kind | undefined {
  const kinds = Object.keys(patterns) as Kind[];
  return kinds.find((kind) => matchesKey(patterns[kind], key));
}
