/** The ChatFlow client for browsers and Node: sign in, connect, send, listen. */
export { createClient, type ChatClient } from './client.ts';
export { type Clock } from './clock.ts';
export { ChatClientError, type ChatClientErrorCode, type LocalErrorCode } from './errors.ts';
export { type EndReason } from './frames.ts';
export type {
  ClientEvents,
  ClientOptions,
  ClientState,
  HistoryOptions,
  PageOptions,
  SendOptions,
} from './options.ts';
export type { SendResult } from './outbox.ts';
export type { Random } from './random.ts';
export type { Storage } from './storage.ts';
export type {
  Conversation,
  Message,
  MessagePage,
  MessageStatus,
  OwnProfile,
  OwnUser,
  Page,
  Participant,
  Receipt,
  RegisterRequest,
  UserSummary,
} from '../shared/protocol/index.ts';
