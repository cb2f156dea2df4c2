import { entryPlace, readEntry, type FoundEntry, type SystemContent } from '../messages/index.ts';
import type { Item } from '../platform/table.ts';
import type { WebhookEvent } from '../protocol/index.ts';
import type { DeliverWebhooksWork } from './work.ts';

/** Which event a system message is. */
const ofSystem: Readonly<Record<SystemContent['type'], WebhookEvent>> = {
  added: 'member.joined',
  joined: 'member.joined',
  left: 'member.left',
  removed: 'member.left',
  banned: 'member.left',
  unbanned: 'group.updated',
  role: 'group.updated',
  owner: 'group.updated',
  muted: 'group.updated',
  unmuted: 'group.updated',
  renamed: 'group.updated',
  avatar: 'group.updated',
  about: 'group.updated',
  settings: 'group.updated',
  community: 'group.updated',
  welcome: 'group.updated',
  rules: 'group.updated',
  expiry: 'group.updated',
};

/** Which event an entry of a log is to webhooks. `undefined`: none. */
export function eventOf(entry: FoundEntry): WebhookEvent | undefined {
  switch (entry.kind) {
    case 'text':
      return 'message.created';
    case 'change':
      return entry.change === 'deleted' ? 'message.deleted' : 'message.updated';
    case 'system':
      return ofSystem[entry.system.type];
    // its deletion is an entry of its own
    case 'deleted':
    case 'void':
    case 'foreign':
      return undefined;
  }
}

/** What is to be done for webhooks after a new entry of a log: nothing where the group had none. */
export function webhookWorkAfterEntry(item: Item): DeliverWebhooksWork[] {
  if (item['hooked'] !== true) return [];
  const event = eventOf(readEntry(item));
  return event ? [{ type: 'deliver-webhooks', ...entryPlace(item), event }] : [];
}
