/** Messages: sending, history, receipts. */
export { listMessages } from './list-messages.ts';
export { markReceipt } from './mark-receipt.ts';
export { conversationKeyContext } from './sealing.ts';
export { sendMessage, type Sent } from './send-message.ts';
export { deliveredUpTo } from './status.ts';
export { messageStore, type MessageStore } from './store.ts';
export { viewMessages } from './views.ts';
