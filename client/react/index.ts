/** Hooks for React 19 on `client.state`. */
export { ChatProvider, useClient, type ChatProviderProps } from './provider.ts';
export {
  useConnection,
  useConversation,
  useConversations,
  useMessages,
  usePresence,
  useProfile,
  useSession,
  useTyping,
  useUnreadCount,
  type ConversationsResult,
  type MessagesResult,
} from './hooks.ts';
export { useSlice } from './use-slice.ts';
