/** Hooks for React 19 on `client.state`. */
export { ChatProvider, useClient, type ChatProviderProps } from './provider.ts';
export {
  useAccount,
  useBlocks,
  useConnection,
  useConversation,
  useConversations,
  useMessages,
  useNotificationCount,
  usePresence,
  useSession,
  useTyping,
  useUnreadTotal,
  useUser,
  type ConversationsResult,
  type MessagesResult,
} from './hooks.ts';
export { useSlice } from './use-slice.ts';
