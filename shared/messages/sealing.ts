/**
 * Where a text stands, whose it is, and how often it was edited before: sealed with it, so that it cannot be moved, replayed or
 * ascribed to another.
 */
export function textPlace(
  conversationId: string,
  seq: number,
  senderId: string,
  revision = 0,
): (string | number)[] {
  return revision === 0 ? [conversationId, seq, senderId] : [conversationId, seq, senderId, revision];
}
