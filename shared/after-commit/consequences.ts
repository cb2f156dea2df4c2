import {
  changedText,
  deletedMessage,
  entryKind,
  entryPlace,
  expiredMessage,
  expiryAfter,
  type EntryTable,
  type EraseExpiredWork,
  type MessageWork,
} from '../messages/index.ts';
import { erasedGroup, requestPlace } from '../groups/index.ts';
import { storedMedia } from '../media/index.ts';
import type { CounterName } from '../platform/metrics.ts';
import type { Item } from '../platform/table.ts';
import {
  notifyWorkAfterAudit,
  notifyWorkAfterConversation,
  notifyWorkAfterEntry,
  notifyWorkAfterRequest,
  type NotificationWork,
} from '../notifications/index.ts';
import { indexWorkAfter, type SearchWork } from '../search/index.ts';
import { webhookWorkAfterEntry, type WebhookWork } from '../webhooks/index.ts';
import type { Change } from './change.ts';
import { followedKind, removedKind, type FollowedKind, type RemovedKind } from './followed-keys.ts';

/** One thing that follows from a change. */
export type Consequence =
  | { type: 'count'; counter: CounterName }
  | { type: 'seal'; entry: Item }
  | { type: 'erase-group'; conversationId: string }
  | { type: 'erase-media'; mediaId: string; uploadId?: string }
  | { type: 'erase-belongings'; conversationId: string; seq: number }
  | { type: 'later'; work: MessageWork; delaySeconds: number }
  | EraseExpiredWork
  | SearchWork
  | NotificationWork
  | WebhookWork;

const countMessage: Consequence = { type: 'count', counter: 'Messages' };
/** A file that was taken back counts too: nothing was sent of it. */
const countLeftOver: Consequence = { type: 'count', counter: 'MediaExpired' };

const ofNew: Record<FollowedKind, (item: Item) => Consequence[]> = {
  account: () => [{ type: 'count', counter: 'Registrations' }],
  conversation: (item) => [{ type: 'count', counter: 'Conversations' }, ...notifyWorkAfterConversation(item)],
  logEntry: (item) => [
    ...ofNewEntry[entryKind(item)](item),
    ...indexing(item),
    ...notifyWorkAfterEntry(item),
    ...webhookWorkAfterEntry(item),
  ],
  auditEntry: (entry) => [{ type: 'seal', entry }, ...notifyWorkAfterAudit(entry)],
  request: (item) => [notifyWorkAfterRequest(requestPlace(item))],
  erasure: (item) => {
    const conversationId = erasedGroup(item);
    return [
      { type: 'erase-group', conversationId },
      { type: 'erase-index', conversationId },
      { type: 'erase-webhooks', conversationId },
    ];
  },
};

/** Of an entry of a log, by its kind: a number that was given up takes a place there too. */
const ofNewEntry: EntryTable<(item: Item) => Consequence[]> = {
  text: (item) => {
    const end = expiryAfter(item);
    // what is imported was not sent here
    const counted = item.imported === true ? [] : [countMessage];
    return [...counted, ...(end ? [{ type: 'later' as const, ...end }] : [])];
  },
  change: (item) => {
    const place = deletedMessage(item);
    return place ? [{ type: 'erase-belongings', ...place }] : [];
  },
  // only an imported one begins so
  deleted: () => [],
  system: () => [],
  void: () => [],
  foreign: () => [],
};

/** Whatever its kind, it can be the last number of a block; and it can say that a message in an earlier block changed. */
const indexing = (item: Item): Consequence[] => indexWorkAfter(entryPlace(item), changedText(item));

const ofRemoved: Record<RemovedKind, (item: Item) => Consequence[]> = {
  media: (item) => {
    const { id, uploadId, uses, expiresAt } = storedMedia.parse(item);
    const isLeftOver = uses === 0 && expiresAt !== undefined;
    return [
      { type: 'erase-media', mediaId: id, ...(uploadId !== undefined && { uploadId }) },
      ...(isLeftOver ? [countLeftOver] : []),
    ];
  },
  // other messages are removed with their group, after what belonged to them
  logEntry: (item) => {
    const expired = expiredMessage(item);
    return expired ? [expired] : [];
  },
};

/** What follows from a change: from what is new, and from what was removed or expired; nothing from an update. */
export function consequencesOf({ key, before, after }: Change): Consequence[] {
  const made = followedKind(key);
  if (made && after && !before) return ofNew[made](after);
  const removed = removedKind(key);
  return removed && before && !after ? ofRemoved[removed](before) : [];
}
