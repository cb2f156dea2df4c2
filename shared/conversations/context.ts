import type { WorkQueue } from '../platform/ports.ts';
import type { RelationsContext } from '../relations/index.ts';
import type { ConversationStore } from './store.ts';
import type { ConversationWork } from './work.ts';

/** What conversations stand on, besides what they need of relations. */
export interface ConversationsContext extends RelationsContext {
  conversations: ConversationStore;
  work: RelationsContext['work'] & WorkQueue<ConversationWork>;
}
