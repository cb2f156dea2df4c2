import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { Random } from '../../shared/platform/ports.ts';
import { createSecret, freshSigningKey, privateKeyOf, readSecret, signingKey } from './key-file.ts';

/**
 * The private key, on P-256, that signs pushes to browsers: in `<dataDir>/push-key.json`, which is made where it is missing. It
 * stays: with another one, no device is reached before it subscribes again. Throws like `openKeyFile`.
 */
export async function openPushKey(dataDir: string, random: Random): Promise<KeyObject> {
  const path = join(dataDir, 'push-key.json');
  const existing = await readSecret(path);
  if (existing !== undefined) return keyIn(path, existing);
  await createSecret(dataDir, path, random, freshSigningKey());
  const created = await readSecret(path);
  if (created === undefined) throw new Error(`The key file ${path} vanished as soon as it was made.`);
  return keyIn(path, created);
}

function keyIn(path: string, text: string): KeyObject {
  try {
    return privateKeyOf(signingKey.parse(JSON.parse(text)));
  } catch {
    // without the cause, which may quote what the file holds
    throw new Error(
      `The key file ${path} is damaged: bring it back from a backup. If you delete it, devices are reached by pushes once they ` +
        'have subscribed again, which clients do when they start.',
    );
  }
}
