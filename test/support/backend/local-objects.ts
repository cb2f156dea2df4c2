import { createSecretKey, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { createAddressSigner } from '../../../local/objects/address-signer.ts';
import { LocalObjectStore } from '../../../local/objects/local-object-store.ts';
import { createMediaEndpoint } from '../../../local/objects/media-endpoint.ts';
import { createLogger } from '../../../shared/platform/logger.ts';
import { ManualClock } from '../manual-clock.ts';
import { temporaryFolder } from './runtime.ts';

/** An object store of one machine whose addresses answer, until the test ends. */
export async function localObjects(
  folder?: string,
): Promise<{ store: LocalObjectStore; clock: ManualClock; folder: string; origin: string }> {
  const objects = folder ?? (await temporaryFolder());
  const clock = new ManualClock();
  let origin = '';
  const store = new LocalObjectStore({
    folder: objects,
    clock,
    random: randomBytes,
    signer: createAddressSigner([{ id: 1, key: createSecretKey(randomBytes(32)) }]),
    origin: () => origin,
    sync: false,
  });
  const log = createLogger('silent');
  const endpoint = createMediaEndpoint({ store, corsOrigins: [], clock, log });
  const server = createServer((request, response) => {
    endpoint.handle(request, response, 'r').catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  origin = `http://127.0.0.1:${address.port}`;
  return { store, clock, folder: objects, origin };
}
