/** Messages: sending, history, receipts. */
export { announceMedia } from './announce-media.ts';
export { attachmentStore, type AttachmentStore } from './attachment-store.ts';
export { mediaOf } from './attached-media.ts';
export type { MessagesContext } from './context.ts';
export { listChanges } from './list-changes.ts';
export { listGallery } from './list-gallery.ts';
export { listMessages } from './list-messages.ts';
export { listReceipts } from './list-receipts.ts';
export { markReceipt } from './mark-receipt.ts';
export { entryKind, type EntryOf, type EntryTable, type Reader, type UnreadEntry } from './log-entry.ts';
export { isGivenUp } from './model.ts';
export { pushEntry } from './push-entry.ts';
export { releaseMedia } from './release-media.ts';
export { maySeeMedia } from './see-media.ts';
export { sendMessage, type Sent } from './send-message.ts';
export { messageStore, type MessageStore } from './store.ts';
export type { SystemContent } from './system-content.ts';
export { viewEntries } from './views.ts';
