/** Messages: sending, history, receipts. */
export { announceMedia } from './announce-media.ts';
export { attachmentStore, type AttachmentStore } from './attachment-store.ts';
export { mediaOf, type AttachedMedia } from './attached-media.ts';
export { changeStore, type ChangeStore } from './change-store.ts';
export type { MessagesContext } from './context.ts';
export { deleteMessage, eraseBelongings, releaseAll } from './delete-message.ts';
export { draftStore, listDrafts, saveDraft, type DraftStore } from './drafts.ts';
export { endAbandonedStream, stopStream } from './end-stream.ts';
export { editMessage } from './edit-message.ts';
export { closePoll } from './close-poll.ts';
export { countVotes } from './count-votes.ts';
export { beginExpiry } from './begin-expiry.ts';
export { eraseExpired, expiredMessage, expireMessage, expiryAfter } from './expire-message.ts';
export { expiryStore, type ExpiryStore } from './expiry-store.ts';
export { forwardMessage } from './forward-message.ts';
export { getMessage, visibleMessages } from './get-message.ts';
export { listChanges } from './list-changes.ts';
export { listGallery } from './list-gallery.ts';
export { listMessages } from './list-messages.ts';
export { listReactions } from './list-reactions.ts';
export { listReceipts } from './list-receipts.ts';
export { listReplies } from './list-replies.ts';
export { listRevisions } from './list-revisions.ts';
export { listThreads } from './list-threads.ts';
export { listVotes } from './list-votes.ts';
export { markReceipt } from './mark-receipt.ts';
export {
  changedText,
  deletedMessage,
  entryKind,
  entryPlace,
  hasExpired,
  isFor,
  mentionsUser,
  readEntry,
  type EntryOf,
  type EntryTable,
  type FoundEntry,
  type Reader,
  type UnreadEntry,
} from './log-entry.ts';
export { missingNumbers } from './missing-numbers.ts';
export { isGivenUp } from './model.ts';
export { pushEntry } from './push-entry.ts';
export { importMessage, type MessageToImport } from './import-message.ts';
export { hideMessage } from './hide-message.ts';
export { hiddenStore, readerOf, type HiddenStore } from './reader.ts';
export { listPins, pin } from './pins.ts';
export { previewLink } from './preview-link.ts';
export { removePreview } from './remove-preview.ts';
export { react } from './react.ts';
export { maySeeMedia } from './see-media.ts';
export { listStars, starMessage, unstarMessage } from './stars.ts';
export { starStore, type StarStore } from './star-store.ts';
export { checkOutgoing, sendMessage, type Sender, type Sent } from './send-message.ts';
export { messageStore, type MessageStore } from './store.ts';
export { systemContent, type SystemContent } from './system-content.ts';
export type { SealingHead } from './sealing.ts';
export { openEntry, type OpenEntry } from './open-entry.ts';
export { appendToStream, closeStream, openStream } from './stream-message.ts';
export { threadStore, type ThreadStore } from './thread-store.ts';
export { updateThread } from './update-thread.ts';
export { vote } from './vote.ts';
export { voteStore, type VoteStore } from './vote-store.ts';
export { viewEntries } from './views.ts';
export type { EraseExpiredWork, MessageWork } from './work.ts';
