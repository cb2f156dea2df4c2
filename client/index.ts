/** The ChatFlow client for browsers and Node: sign in, connect, send, listen. */
export { createClient, type ChatClient } from './client.ts';
export { systemClock, type Clock } from './platform/clock.ts';
export { ChatClientError, hasCode, type ChatClientErrorCode, type LocalErrorCode } from './errors.ts';
export { type EndReason } from './connection/frames.ts';
export { indexedDbStorage } from './storage/indexed-db-storage.ts';
export type {
  ClientEvents,
  ClientOptions,
  ClientState,
  ClientStatus,
  HistoryOptions,
  PageOptions,
  SendOptions,
} from './options.ts';
export type { OutgoingMessage, SendResult } from './delivery/outbox.ts';
export type { Presence } from './presence/presence.ts';
export type { Conversation, Message, MessagePage } from './api/protocol.ts';
export type { Random } from './platform/random.ts';
export { memoryStorage, webStorage, type Storage } from './storage/storage.ts';
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
