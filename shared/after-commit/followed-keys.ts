import { accountItems } from '../accounts/keys.ts';
import { conversationItems } from '../conversations/keys.ts';
import { groupItems } from '../groups/keys.ts';
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
  auditEntry: platformItems.auditEntry.pattern,
} satisfies Record<string, KeyPattern>;
export type FollowedKind = keyof typeof followedKeys;

/** What kind of item of the durable table has this key, if its making has consequences. */
export function followedKind(key: Key): FollowedKind | undefined {
  const kinds = Object.keys(followedKeys) as FollowedKind[];
  return kinds.find((kind) => matchesKey(followedKeys[kind], key));
}
