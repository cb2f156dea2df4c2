import type { AccountCalls } from './calls/account.ts';
import type { BlockCalls } from './calls/blocks.ts';
import type { UserCalls } from './calls/users.ts';
import type { ConversationCalls } from './calls/conversations.ts';
import type { MessageCalls } from './calls/messages.ts';
import type { NotificationCalls } from './calls/notifications.ts';
import type { PresenceCalls } from './calls/presence.ts';
import type { Environment } from './environment.ts';
import type { UserSession } from './session/user-session.ts';
import type { StateHost } from './state/host.ts';

interface Calls {
  readonly messages: MessageCalls;
  readonly conversations: Pick<ConversationCalls, 'list' | 'get'>;
  readonly presence: PresenceCalls;
  readonly users: UserCalls;
  readonly account: AccountCalls;
  readonly blocks: BlockCalls;
  readonly notifications: Pick<NotificationCalls, 'list'>;
}

/** What the state asks of the client: its calls, and what is under way for the signed-in user. */
export function stateHost(
  { messages, conversations, presence, users, account, blocks, notifications }: Calls,
  { clock, random, storage, lock, onTrouble }: Environment,
  current: () => UserSession | undefined,
  expired: StateHost['expired'],
): StateHost {
  return {
    clock,
    random,
    storage,
    lock,
    history: (id, options) => messages.list(id, options),
    message: (id, seq) => messages.get(id, seq),
    conversations: (options) => conversations.list(options),
    conversation: (id) => conversations.get(id),
    receipts: (id, options) => messages.receipts(id, options),
    account: () => account.get(),
    blocks: (options) => blocks.list(options),
    notified: async () => (await notifications.list({ limit: 1 })).unreadCount,
    user: (id) => users.get(id),
    send: (id, text, options) => messages.send(id, text, options),
    discard: (clientId) => current()?.outbox.discard(clientId) ?? false,
    markRead: (id, seq) => messages.markRead(id, seq),
    watchPresence: (userIds) => presence.watch(userIds),
    position: (id) => current()?.delivery.position(id),
    serverTime: async () => current()?.serverTime(),
    expired,
    report: onTrouble,
  };
}
