/** The ChatFlow client for browsers and Node: sign in, connect, send, listen. */
export { createClient, type ChatClient } from './client.ts';
export { systemClock, type Clock } from './clock.ts';
export { ChatClientError, type ChatClientErrorCode, type LocalErrorCode } from './errors.ts';
export { type EndReason } from './frames.ts';
export { indexedDbStorage } from './indexed-db-storage.ts';
export type {
  ClientEvents,
  ClientOptions,
  ClientState,
  ClientStatus,
  HistoryOptions,
  PageOptions,
  SendOptions,
} from './options.ts';
export type { OutgoingMessage, SendResult } from './outbox.ts';
export type { Presence } from './presence.ts';
export type { Conversation, Message, MessagePage } from './protocol.ts';
export type { Random } from './random.ts';
export { memoryStorage, webStorage, type Storage } from './storage.ts';
export type {
  MessageStatus,
  OwnProfile,
  OwnStatus,
  OwnUser,
  Page,
  Participant,
  Receipt,
  ReceiptPage,
  RegisterRequest,
  UserProfile,
  UserSummary,
} from '../shared/protocol/index.ts';
