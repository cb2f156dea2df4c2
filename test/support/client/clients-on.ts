import { expect, onTestFinished } from 'vitest';
import { createClient, type ChatClient } from '../../../client/index.ts';
import { systemRandom } from '../../../client/platform/random.ts';
import { chatState } from '../../../client/state/index.ts';
import { startBackend } from '../backend/runtime.ts';
import { eventually } from '../eventually.ts';

/** Retries follow at once. */
const impatient = (bytes: number) => (bytes === 4 ? new Uint8Array(4) : systemRandom(bytes));

/** A backend of the test, and for each of these users a client that is connected to it. */
export async function clientsOn(...names: string[]) {
  const backend = await startBackend({ env: { DYNAMODB_STREAM: 'on' } });
  const baseUrl = `http://127.0.0.1:${backend.runtime.port}`;
  const clients = await Promise.all(
    names.map(async (username) => {
      const client = createClient({ baseUrl, random: impatient, state: chatState() });
      onTestFinished(() => client.disconnect());
      await client.register({
        username,
        email: `${username}@example.com`,
        name: username,
        password: 'correct horse battery',
      });
      await client.connect();
      return client;
    }),
  );
  return { backend, clients };
}

export const note = (content = 'Hello') => new File([content], 'note.txt', { type: 'text/plain' });

/** The bytes of a file, once there are addresses for this client. */
export async function download(client: ChatClient, id: string): Promise<Buffer> {
  const url = await eventually(async () => {
    const [file] = await client.media([id]);
    expect(file?.urls?.original).toBeDefined();
    return file?.urls?.original ?? '';
  });
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}
