import { useMemo } from 'react';
import type {
  BlockedUser,
  ClientStatus,
  ConversationItem,
  ConversationList,
  ConversationsSnapshot,
  MessagesSnapshot,
  MessagesView,
  OwnProfile,
  Presence,
  SessionSnapshot,
  UserItem,
} from '../index.ts';
import { useClient } from './provider.ts';
import { useSlice } from './use-slice.ts';

/** The list, and what loads more of it. */
export interface ConversationsResult extends ConversationsSnapshot, Pick<ConversationList, 'loadMore'> {}

/** The user's conversations, the newest activity first. The first page is loaded by itself. */
export function useConversations(): ConversationsResult {
  const { state } = useClient();
  const list = useMemo(() => state.conversations, [state]);
  const snapshot = useSlice(list);
  return useMemo(() => ({ ...snapshot, loadMore: list.loadMore }), [snapshot, list]);
}

/** One conversation; `undefined` until it is known. An unknown one is fetched. */
export function useConversation(id: string): ConversationItem | undefined {
  return useSlice(useConversationSlice(id));
}

/** The window, and what can be done about it. */
export interface MessagesResult extends MessagesSnapshot, Omit<MessagesView, 'getSnapshot' | 'subscribe'> {}

/** The messages of a conversation: the newest at first, and whatever `loadOlder`, `loadNewer` and `jumpTo` bring. */
export function useMessages(conversationId: string): MessagesResult {
  const { state } = useClient();
  const view = useMemo(() => state.messages(conversationId), [state, conversationId]);
  const snapshot = useSlice(view);
  return useMemo(() => {
    const { getSnapshot: _get, subscribe: _subscribe, ...actions } = view;
    return { ...snapshot, ...actions };
  }, [snapshot, view]);
}

/** A user's presence; `undefined` until it is known, and without a `userId`. Users on screen are watched. */
export function usePresence(userId: string | undefined): Presence | undefined {
  const { state } = useClient();
  return useSlice(useMemo(() => (userId === undefined ? none : state.presence(userId)), [state, userId]));
}

/** A user: name, picture, presence; `undefined` until known, and without a `userId`. An unknown one is fetched. */
export function useUser(userId: string | undefined): UserItem | undefined {
  const { state } = useClient();
  return useSlice(useMemo(() => (userId === undefined ? none : state.user(userId)), [state, userId]));
}

/** The ids of those who are typing in a conversation. */
export function useTyping(conversationId: string): readonly string[] {
  return useSlice(useConversationSlice(conversationId), typingOf);
}

/** Unread messages of all loaded conversations: for a title or a badge. */
export function useUnreadTotal(): number {
  return useSlice(useClient().state.unreadTotal);
}

/** Whether and how the client is connected. */
export function useConnection(): ClientStatus {
  return useSlice(useClient().state.connection);
}

/** Who is signed in. */
export function useSession(): SessionSnapshot {
  return useSlice(useClient().state.session);
}

/** The signed-in user's own account; `undefined` until it is loaded. Changes by `client.account.update` show at once. */
export function useAccount(): OwnProfile | undefined {
  return useSlice(useClient().state.account);
}

/** Whom the signed-in user blocked; `undefined` until that is loaded. `client.blocks.add` and `remove` change it. */
export function useBlocks(): readonly BlockedUser[] | undefined {
  return useSlice(useClient().state.blocks);
}

/** How many notifications wait for the user; `undefined` until that is loaded. */
export function useNotificationCount(): number | undefined {
  return useSlice(useClient().state.notificationCount);
}

function useConversationSlice(id: string) {
  const { state } = useClient();
  return useMemo(() => state.conversation(id), [state, id]);
}

const none = { getSnapshot: () => undefined, subscribe: () => () => undefined };
const noOne: readonly string[] = [];
const typingOf = (item: ConversationItem | undefined) => item?.typing ?? noOne;
