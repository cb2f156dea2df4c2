import type {
  Conversation,
  MessagePage,
  OutgoingMessage,
  OwnProfile,
  OwnStatus,
  Page,
  ReceiptPage,
  SendResult,
  UpdateProfileRequest,
  UserProfile,
  UserSummary,
} from '../api/protocol.ts';
import type { HistoryOptions, PageOptions, SendOptions } from '../options.ts';
import type { ConversationCalls } from './conversations.ts';
import type { MessageCalls } from './messages.ts';
import type { PresenceCalls } from './presence.ts';
import type { AccountCalls } from './account.ts';
import type { UserCalls } from './users.ts';

/** `client.conversations(…)`, the former name of `client.conversations.list(…)`. */
export interface ListConversations {
  /** @deprecated Call `client.conversations.list`. */
  // eslint-disable-next-line @typescript-eslint/prefer-function-type -- only a signature can be marked as deprecated
  (options?: PageOptions): Promise<Page<Conversation>>;
}

/** The calls, also callable by the former name. */
export function withOldCall(calls: ConversationCalls): ConversationCalls & ListConversations {
  const list: ListConversations = (options) => calls.list(options);
  return Object.assign(list, calls);
}

/** The calls by their names before version 0.2, for one release. */
export abstract class DeprecatedCalls {
  abstract readonly messages: MessageCalls;
  abstract readonly conversations: ConversationCalls & ListConversations;
  abstract readonly presence: PresenceCalls;
  abstract readonly users: UserCalls;
  abstract readonly account: AccountCalls;

  /** @deprecated Call `client.messages.send`. */
  send(conversationId: string, text: string, options?: SendOptions): Promise<SendResult> {
    return this.messages.send(conversationId, text, options);
  }

  /** @deprecated Call `client.messages.unsent`. */
  unsent(): OutgoingMessage[] {
    return this.messages.unsent();
  }

  /** @deprecated Call `client.messages.list`. */
  history(conversationId: string, options?: HistoryOptions): Promise<MessagePage> {
    return this.messages.list(conversationId, options);
  }

  /** @deprecated Call `client.messages.markRead`. */
  markRead(conversationId: string, seq: number): Promise<void> {
    return this.messages.markRead(conversationId, seq);
  }

  /** @deprecated Call `client.messages.markDelivered`. */
  markDelivered(conversationId: string, seq: number): Promise<void> {
    return this.messages.markDelivered(conversationId, seq);
  }

  /** @deprecated Call `client.messages.receipts`. */
  receipts(conversationId: string, options?: PageOptions): Promise<ReceiptPage> {
    return this.messages.receipts(conversationId, options);
  }

  /** @deprecated Call `client.conversations.get`. */
  conversation(id: string): Promise<Conversation> {
    return this.conversations.get(id);
  }

  /** @deprecated Call `client.conversations.openDirect`. */
  openDirect(username: string): Promise<Conversation> {
    return this.conversations.openDirect(username);
  }

  /** @deprecated Call `client.conversations.createGroup`. */
  createGroup(name: string, usernames: string[]): Promise<Conversation> {
    return this.conversations.createGroup(name, usernames);
  }

  /** @deprecated Call `client.conversations.setTyping`. */
  typing(conversationId: string, typing: boolean): void {
    this.conversations.setTyping(conversationId, typing);
  }

  /** @deprecated Call `client.presence.watch`. */
  watchPresence(userIds: readonly string[]): Promise<void> {
    return this.presence.watch(userIds);
  }

  /** @deprecated Call `client.presence.setStatus`. */
  setStatus(status: OwnStatus): Promise<void> {
    return this.presence.setStatus(status);
  }

  /** @deprecated Call `client.users.search`. */
  searchUsers(q: string, options?: PageOptions): Promise<Page<UserSummary>> {
    return this.users.search(q, options);
  }

  /** @deprecated Call `client.users.get`. */
  user(id: string): Promise<UserProfile> {
    return this.users.get(id);
  }

  /** @deprecated Call `client.account.get`. */
  me(): Promise<OwnProfile> {
    return this.account.get();
  }

  /** @deprecated Call `client.account.update`. */
  updateProfile(changes: UpdateProfileRequest): Promise<OwnProfile> {
    return this.account.update(changes);
  }
}
