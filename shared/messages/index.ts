/** Messages: sending, history, receipts. */
export type { MessagesContext } from './context.ts';
export { listChanges } from './list-changes.ts';
export { listMessages } from './list-messages.ts';
export { listReceipts } from './list-receipts.ts';
export { markReceipt } from './mark-receipt.ts';
export { entryKind, type EntryTable, type UnreadEntry } from './log-entry.ts';
export { isGivenUp } from './model.ts';
export { sendMessage, type Sent } from './send-message.ts';
export { messageStore, type MessageStore } from './store.ts';
export { viewEntries } from './views.ts';
