import { createClient, type ChatClient } from '../../client/index.ts';

export const password = 'a long password for the bench';

/** Registers a user and connects. */
export async function join(baseUrl: string, username: string): Promise<ChatClient> {
  const client = createClient({ baseUrl });
  await client.register({ username, email: `${username}@example.com`, name: username, password });
  await client.connect();
  return client;
}

/** Sends numbered texts of several lengths, a hundred at once. */
export async function fill(client: ChatClient, conversationId: string, count: number): Promise<void> {
  const lengths = [20, 80, 8, 240, 45];
  for (let sent = 0; sent < count; sent += 100) {
    const batch = Array.from({ length: Math.min(100, count - sent) }, (_, index) => {
      const length = lengths[index % lengths.length] ?? 20;
      const text = `${sent + index + 1} `.padEnd(length, 'the quick brown fox ');
      return client.messages.send(conversationId, text);
    });
    await Promise.all(batch);
  }
}
