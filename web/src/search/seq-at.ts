/** What of the client it asks. */
interface History {
  messages: {
    list: (
      conversationId: string,
      options: { after?: number; limit: number },
    ) => Promise<{ items: readonly { seq: number; createdAt: string }[] }>;
  };
}

/**
 * The number of the first message at a time or later, and of the newest one where there is none. A page of the history says when
 * a number was, so that it is found in as many steps as the count of messages can be halved. `undefined`: there are no messages.
 */
export async function seqAt(
  client: History,
  conversationId: string,
  lastSeq: number,
  time: number,
): Promise<number | undefined> {
  const firstAfter = async (seq: number) =>
    (await client.messages.list(conversationId, { after: seq, limit: 1 })).items[0];
  let [low, high] = [0, lastSeq];
  let found: number | undefined;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const message = await firstAfter(middle);
    if (message === undefined || Date.parse(message.createdAt) >= time) {
      found = message?.seq ?? found;
      high = middle;
    } else {
      low = message.seq;
    }
  }
  return found ?? (await client.messages.list(conversationId, { limit: 1 })).items[0]?.seq;
}
