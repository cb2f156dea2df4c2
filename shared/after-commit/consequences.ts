import { entryKind, type EntryTable } from '../messages/index.ts';
import { erasedGroup } from '../groups/index.ts';
import type { CounterName } from '../platform/metrics.ts';
import type { Item } from '../platform/table.ts';
import type { Change } from './change.ts';
import { followedKind, type FollowedKind } from './followed-keys.ts';

/** One thing that follows from a change. */
export type Consequence =
  | { type: 'count'; counter: CounterName }
  | { type: 'seal'; entry: Item }
  | { type: 'erase-group'; conversationId: string };

const countMessage: Consequence = { type: 'count', counter: 'Messages' };

const ofNew: Record<FollowedKind, (item: Item) => Consequence[]> = {
  account: () => [{ type: 'count', counter: 'Registrations' }],
  conversation: () => [{ type: 'count', counter: 'Conversations' }],
  logEntry: (item) => ofNewEntry[entryKind(item)],
  auditEntry: (entry) => [{ type: 'seal', entry }],
  erasure: (item) => [{ type: 'erase-group', conversationId: erasedGroup(item) }],
};

/** Of an entry of a log, by its kind: a number that was given up takes a place there too. */
const ofNewEntry: EntryTable<Consequence[]> = { text: [countMessage], system: [], void: [], foreign: [] };

/** What follows from a change: only what is new has consequences today, not what is updated, removed or expires. */
export function consequencesOf({ key, before, after }: Change): Consequence[] {
  const kind = followedKind(key);
  return kind && after && !before ? ofNew[kind](after) : [];
}
