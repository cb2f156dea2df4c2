import type { RelationsContext } from '../relations/index.ts';
import type { ConversationStore } from './store.ts';

/** What conversations stand on, besides what they need of relations. */
export interface ConversationsContext extends RelationsContext {
  conversations: ConversationStore;
}
