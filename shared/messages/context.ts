import type { ConversationsContext } from '../conversations/index.ts';
import type { MessageStore } from './store.ts';

/** What messages stand on, besides what they need of conversations. */
export interface MessagesContext extends ConversationsContext {
  messages: MessageStore;
}
