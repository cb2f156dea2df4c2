import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';

export const notificationItems = {
  // its id says what it is about: so a second message finds it, and reading a conversation finds all of it
  notification: itemKind({
    table: 'durable',
    partition: 'NOTIFICATIONS#<user>',
    sort: '<id>',
    item: 'what a user has not seen yet: where it is, nothing of what it says; TTL',
    readBy: 'conditional put; query of all, or of one conversation by the beginning of the id; batch',
  }),
  notificationSettings: itemKind({
    table: 'durable',
    partition: 'NOTIFYING#<user>',
    sort: 'SETTINGS',
    item: 'what notifies a user, and how; whether there are devices that are reached by pushes; when a digest is due, and when the last one was mailed',
    readBy: 'batch of those who may be notified; get; conditional update where a digest is planned or mailed',
  }),
  unsubscription: itemKind({
    table: 'durable',
    partition: 'UNSUBSCRIBE#<hash>',
    sort: 'LINK',
    item: 'whose digests the link in one of them turns off, by the hash of its token; TTL',
    readBy: 'get',
  }),
  clearedPushes: itemKind({
    table: 'durable',
    partition: 'NOTIFYING#<user>',
    sort: 'CLEARED',
    item: 'ids of notifications that were pushed and then seen, until devices close them; TTL',
    readBy: 'update with each; get when they are sent',
  }),
};
const { notification, notificationSettings, unsubscription, clearedPushes } = notificationItems;

/** Numbers in ids sort as texts. */
const digits = (seq: number) => String(seq).padStart(12, '0');

export const keys = {
  notification: (user: string, id: string): Key => notification.key({ user, id }),
  notifications: (user: string) => ({ pk: notification.partition({ user }) }),
  /** Those of one conversation. */
  notificationsIn: (user: string, conversation: string) => ({
    pk: notification.partition({ user }),
    sk: { beginsWith: `${conversation}.` },
  }),
  /** The id of a notification. */
  notificationId: (key: Key): string => notification.parse(key).id,
  notificationSettings: (user: string): Key => notificationSettings.key({ user }),
  /** Whose settings an item has. */
  notifiedBySettings: (key: Key): string => notificationSettings.parse(key).user,

  unsubscription: (hash: string): Key => unsubscription.key({ hash }),
  clearedPushes: (user: string): Key => clearedPushes.key({ user }),

  /** The id of the one notification of its kind in a conversation. */
  idIn: (conversation: string, kind: string): string => `${conversation}.${kind}`,
  /** The id of a notification about a number of a conversation. */
  idAt: (conversation: string, seq: number, kind: string): string => `${conversation}.${digits(seq)}.${kind}`,
  /** The id of a notification about the account, by that of the audit entry that it follows from. */
  idOfAccount: (entryId: string): string => `account.${entryId}`,
};
