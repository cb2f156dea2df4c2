import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { bytes } from './bytes.ts';
import { keys } from './keys.ts';
import type { KeyService } from './ports.ts';
import { ConditionFailed, type Table } from './table.ts';

/** What a derived key is for. A new purpose is a new, unrelated key. */
type Purpose =
  | 'email-hash'
  | 'refresh-token'
  | 'cursor'
  | 'rate-limit'
  | 'known-device'
  | 'recovery-code'
  | 'identity'
  | 'invitation'
  | 'push-address'
  | 'push-topic'
  | 'audit'
  | 'audit-address'
  | 'search-index';

const secretItem = z.object({ wrapped: bytes });
/** What the secret of the deployment belongs to. */
export const deploymentSecretContext = { secret: 'deployment' };

/**
 * Keyed hashes under one secret of the deployment, which lies wrapped in the durable table: someone who has the database
 * alone can neither compute nor check them. The first process makes it; a process unwraps it once.
 */
export interface Secrets {
  /** HMAC-SHA-256 of `text` under the key for `purpose`, as 43 characters of base64url. */
  mac(purpose: Purpose, text: string): Promise<string>;
}

export function createSecrets(durable: Table, keyService: KeyService): Secrets {
  let loading: Promise<Uint8Array> | undefined;
  const derived = new Map<Purpose, KeyObject>();

  async function load(): Promise<Uint8Array> {
    const stored = await durable.get(keys.deploymentSecret());
    if (stored) return keyService.unwrap(secretItem.parse(stored).wrapped, deploymentSecretContext);
    const { key, wrapped } = await keyService.generateDataKey(deploymentSecretContext);
    try {
      await durable.put({ ...keys.deploymentSecret(), wrapped }, { exists: false });
      return key;
    } catch (error) {
      // another process was first: its secret is the one
      if (error instanceof ConditionFailed) return load();
      throw error;
    }
  }

  function secret(): Promise<Uint8Array> {
    loading ??= load().catch((error: unknown) => {
      // a failure is not remembered: the next call asks again
      loading = undefined;
      throw error;
    });
    return loading;
  }

  return {
    async mac(purpose, text) {
      let key = derived.get(purpose);
      if (!key) {
        key = createSecretKey(
          new Uint8Array(hkdfSync('sha256', await secret(), '', `chatflow ${purpose}`, 32)),
        );
        derived.set(purpose, key);
      }
      return createHmac('sha256', key).update(text).digest('base64url');
    },
  };
}
