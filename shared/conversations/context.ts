import type { AccountsContext } from '../accounts/index.ts';
import type { ConversationStore } from './store.ts';

/** What conversations stand on, besides what they need of accounts. */
export interface ConversationsContext extends AccountsContext {
  conversations: ConversationStore;
}
