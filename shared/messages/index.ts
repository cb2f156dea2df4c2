/** Messages: sending, history, receipts. */
export type { MessagesContext } from './context.ts';
export {
  changedText,
  deletedMessage,
  entryKind,
  entryPlace,
  hasExpired,
  isFor,
  mentionsUser,
  noteWebhooks,
  readEntry,
  type EntryOf,
  type EntryTable,
  type FoundEntry,
  type Reader,
  type UnreadEntry,
} from './log-entry.ts';
export { isGivenUp, type Sender } from './model.ts';
export { hiddenStore, readerOf, type HiddenStore } from './reader.ts';
export { messageStore, type MessageStore } from './store.ts';
export type { EraseExpiredWork, MessageWork } from './work.ts';
export { announceMedia } from './attachments/announce-media.ts';
export { mediaOf, type AttachedMedia } from './attachments/attached-media.ts';
export { attachmentStore, type AttachmentStore } from './attachments/attachment-store.ts';
export { listGallery } from './attachments/list-gallery.ts';
export { maySeeMedia } from './attachments/see-media.ts';
export { changeStore, type ChangeStore } from './changes/change-store.ts';
export { deleteMessage, eraseBelongings, releaseAll } from './changes/delete-message.ts';
export { editMessage } from './changes/edit-message.ts';
export { listReactions } from './changes/list-reactions.ts';
export { listRevisions } from './changes/list-revisions.ts';
export { listPins, pin } from './changes/pins.ts';
export { react } from './changes/react.ts';
export { openEntry, type OpenEntry } from './content/open-entry.ts';
export type { SealingHead } from './content/sealing.ts';
export { systemContent, type SystemContent } from './content/system-content.ts';
export { beginExpiry } from './expiry/begin-expiry.ts';
export { eraseExpired, expiredMessage, expireMessage, expiryAfter } from './expiry/expire-message.ts';
export { expiryStore, type ExpiryStore } from './expiry/expiry-store.ts';
export { draftStore, listDrafts, saveDraft, type DraftStore } from './personal/drafts.ts';
export { hideMessage } from './personal/hide-message.ts';
export { starStore, type StarStore } from './personal/star-store.ts';
export { listStars, starMessage, unstarMessage } from './personal/stars.ts';
export { closePoll } from './polls/close-poll.ts';
export { countVotes } from './polls/count-votes.ts';
export { listVotes } from './polls/list-votes.ts';
export { voteStore, type VoteStore } from './polls/vote-store.ts';
export { vote } from './polls/vote.ts';
export { previewLink } from './previews/preview-link.ts';
export { removePreview } from './previews/remove-preview.ts';
export { getMessage, visibleMessages } from './reading/get-message.ts';
export { listChanges } from './reading/list-changes.ts';
export { listNews, type News } from './reading/list-news.ts';
export { listMessages } from './reading/list-messages.ts';
export { listReceipts } from './reading/list-receipts.ts';
export { markReceipt } from './reading/mark-receipt.ts';
export { missingNumbers } from './reading/missing-numbers.ts';
export { viewEntries } from './reading/views.ts';
export { checkOutgoing } from './sending/check-outgoing.ts';
export { forwardMessage } from './sending/forward-message.ts';
export { importMessage, type MessageToImport } from './sending/import-message.ts';
export type { Sent } from './sending/outgoing.ts';
export { pushEntry } from './sending/push-entry.ts';
export { sendMessage } from './sending/send-message.ts';
export { endAbandonedStream, stopStream } from './streams/end-stream.ts';
export { appendToStream, closeStream, openStream } from './streams/stream-message.ts';
export { listReplies } from './threads/list-replies.ts';
export { listThreads } from './threads/list-threads.ts';
export { threadStore, type ThreadStore } from './threads/thread-store.ts';
export { updateThread } from './threads/update-thread.ts';
