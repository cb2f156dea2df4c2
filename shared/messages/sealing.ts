/** Where a text stands and whose it is: sealed with it, so that it cannot be moved, replayed or ascribed to another. */
export function textPlace(conversationId: string, seq: number, senderId: string): [string, number, string] {
  return [conversationId, seq, senderId];
}
