/** Where a user was in a conversation: the line at the top and how far it is scrolled out, or the end. */
export interface Place {
  atEnd: boolean;
  key: string;
  /** Pixels of the line above the upper edge. */
  hidden: number;
}

const most = 200;
const places = new Map<string, Place>();

/** Where the user left the conversation on this page, if at all. */
export const placeIn = (conversationId: string): Place | undefined => places.get(conversationId);

export function rememberPlace(conversationId: string, place: Place): void {
  places.delete(conversationId);
  places.set(conversationId, place);
  const [oldest] = places.keys();
  if (places.size > most && oldest !== undefined) places.delete(oldest);
}
