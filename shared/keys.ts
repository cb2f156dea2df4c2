import { accountItems, keys as accountKeys } from './accounts/keys.ts';
import { conversationItems, keys as conversationKeys } from './conversations/keys.ts';
import { groupItems, keys as groupKeys } from './groups/keys.ts';
import { keys as laterKeys, laterItems } from './later/keys.ts';
import { keys as listingKeys, listingItems } from './listings/keys.ts';
import { keys as mediaKeys, mediaItems } from './media/keys.ts';
import { keys as messageKeys, messageItems } from './messages/keys.ts';
import { keys as movingKeys, movingItems } from './moving/keys.ts';
import { keys as notificationKeys, notificationItems } from './notifications/keys.ts';
import type { ItemKind } from './platform/item-kind.ts';
import { keys as platformKeys, platformItems } from './platform/keys.ts';
import { keys as relationKeys, relationItems } from './relations/keys.ts';
import { keys as searchKeys, searchItems } from './search/keys.ts';
import { keys as realtimeKeys, realtimeItems } from './realtime/keys.ts';
import { keys as webhookKeys, webhookItems } from './webhooks/keys.ts';

/** Every kind of item in the two tables, by the noun that declares it. `docs/access-patterns.md` shows them. */
export const itemKinds: Readonly<Record<string, Readonly<Record<string, Pick<ItemKind, 'description'>>>>> = {
  platform: platformItems,
  realtime: realtimeItems,
  accounts: accountItems,
  relations: relationItems,
  conversations: conversationItems,
  media: mediaItems,
  messages: messageItems,
  later: laterItems,
  listings: listingItems,
  groups: groupItems,
  search: searchItems,
  moving: movingItems,
  notifications: notificationItems,
  webhooks: webhookItems,
};

/** Every key, for tests and tools that look into the tables. A store takes those of its own noun. */
export const keys = {
  ...platformKeys,
  ...realtimeKeys,
  ...accountKeys,
  ...relationKeys,
  ...conversationKeys,
  ...mediaKeys,
  ...messageKeys,
  ...laterKeys,
  ...listingKeys,
  ...groupKeys,
  ...searchKeys,
  ...movingKeys,
  ...notificationKeys,
  ...webhookKeys,
};
