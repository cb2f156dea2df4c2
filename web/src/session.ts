import type { ChatClient } from '../../client/index.ts';
import { isSignedOut } from './errors.ts';
import { report } from './report.ts';

/** Connects and stays connected; that it may take long, or end with the session, shows on screen by itself. */
export function connect(client: ChatClient): void {
  client.connect().catch((error: unknown) => {
    if (!isSignedOut(error) && !isDisconnected(error)) report(error);
  });
}

const isDisconnected = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'disconnected';

/** Takes up the session that this browser has, if any, without waiting for the server. */
export async function startSession(client: ChatClient): Promise<void> {
  if (await client.restore()) connect(client);
  // Other tabs share the session: what they sign in or out shows here as well.
  client.on('session:ended', () => undefined);
}
