import { expect, onTestFinished } from 'vitest';
import {
  createClient,
  type ChatClient,
  type ClientOptions,
  type ClientState,
} from '../../../client/index.ts';
import { chatState } from '../../../client/state/index.ts';
import { fakePassword } from '../../support/client/fake/backend.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeServer } from '../../support/client/fake/server.ts';
import { ManualClock } from '../../support/manual-clock.ts';

/** A fake server that ends with the test. */
export async function startServer(): Promise<FakeServer> {
  const server = await FakeServer.start('alice', 'bob', 'carol');
  // clients pass over what they do not know
  server.addsFields = true;
  onTestFinished(() => server.stop());
  return server;
}

let lastByte = 0;
/** Identifiers differ; jitter is always a half. */
export const predictableRandom = (bytes: number) =>
  bytes === 4 ? Uint8Array.of(128, 0, 0, 0) : new Uint8Array(bytes).fill(++lastByte);

/** A client on a clock of its own, disconnected at the end of the test. */
export function newClient(server: FakeServer, options: Partial<ClientOptions> = {}) {
  const clock = new ManualClock();
  const client = createClient({
    baseUrl: server.url,
    clock,
    random: predictableRandom,
    state: chatState(),
    ...options,
  });
  onTestFinished(() => client.disconnect());
  return { client, clock };
}

export async function signedIn(server: FakeServer, username: string, options: Partial<ClientOptions> = {}) {
  const made = newClient(server, options);
  await made.client.login({ username, password: fakePassword });
  return made;
}

export async function online(server: FakeServer, username: string, options: Partial<ClientOptions> = {}) {
  const made = await signedIn(server, username, options);
  await made.client.connect();
  return made;
}

/** Lets the second sync pass, which follows two seconds after a socket opened. */
export async function pastSecondSync(clock: ManualClock): Promise<void> {
  await eventually(() => expect(clock.due).toContain(2_000));
  clock.advance(2_000);
  await eventually(() => expect(clock.due).toContain(15 * 60_000));
}

/** The next time that the client is in this state. */
export function nextState(client: ChatClient, state: ClientState): Promise<void> {
  return new Promise((resolve) => {
    const off = client.on('state', (now) => {
      if (now.state !== state) return;
      off();
      resolve();
    });
  });
}
