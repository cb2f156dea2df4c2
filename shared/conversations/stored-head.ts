import type { Key } from '../platform/table.ts';
import { conversationItems, keys } from './keys.ts';

/** Where the head of a conversation lies, for commands that go through the stored keys. */
export const headKey = (conversationId: string): Key => keys.conversation(conversationId);

/** Of which conversation a stored item is the head. `undefined`: it is none. */
export const conversationIdIn = (key: Key): string | undefined =>
  conversationItems.conversation.is(key) ? conversationItems.conversation.parse(key).conversation : undefined;
