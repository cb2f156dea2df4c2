import type { CacheSnapshot } from 'virtua';
import type { Row } from './message-rows.ts';

/** Where a user was in a conversation: the line at the top and how far it is scrolled out, or the end. */
export interface Place {
  atEnd: boolean;
  key: string;
  /** Pixels of the line above the upper edge. */
  hidden: number;
}

const most = 200;
const places = new Map<string, Place>();

/** How high the lines of a conversation were when it was left. */
interface Heights {
  rows: readonly Row[];
  cache: CacheSnapshot;
}

const heights = new Map<string, Heights>();

export function rememberHeights(conversationId: string, measured: Heights): void {
  keep(heights, conversationId, measured);
}

/** The heights of the first of `rows`, which need not be measured again; `undefined` where other lines stand there now. */
export function heightsIn(conversationId: string, rows: readonly Row[]): CacheSnapshot | undefined {
  const known = heights.get(conversationId);
  if (known === undefined) return undefined;
  const count = known.rows.length;
  const same = known.rows[0]?.key === rows[0]?.key && known.rows[count - 1]?.key === rows[count - 1]?.key;
  return same ? known.cache : undefined;
}

/** Where the user left the conversation on this page, if at all. */
export const placeIn = (conversationId: string): Place | undefined => places.get(conversationId);

export function rememberPlace(conversationId: string, place: Place): void {
  keep(places, conversationId, place);
}

/** Puts the last one at the end, and takes the oldest out where there are too many. */
function keep<T>(all: Map<string, T>, id: string, value: T): void {
  all.delete(id);
  all.set(id, value);
  const [oldest] = all.keys();
  if (all.size > most && oldest !== undefined) all.delete(oldest);
}
