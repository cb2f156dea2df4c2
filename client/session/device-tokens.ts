import { parseJson } from '../api/json.ts';
import { array, object, read, string } from '../api/shapes.ts';
import type { Storage } from '../storage/storage.ts';

/** As many accounts as one device is likely to have. */
const mostAccounts = 5;

interface KnownDevice {
  username: string;
  token: string;
}
const knownDevices = array(object<KnownDevice>({ username: string, token: string }));

/**
 * Proofs of earlier sign-ins on this device, which stay after a sign-out: a guess at the password by strangers does not
 * lock this device out, and its next sign-in is not reported as one of a new device. They open nothing.
 */
export class DeviceTokens {
  readonly #storage: Storage;
  readonly #key: string;

  constructor({ storage, storageKey }: { storage: Storage; storageKey: string }) {
    this.#storage = storage;
    this.#key = `${storageKey} devices`;
  }

  /**
   * What to send with a sign-in under this name. E-mail addresses are not kept: for one, that of the last account, which
   * the server passes over where it belongs to another.
   */
  async for(name: string): Promise<string | undefined> {
    const all = await this.#all();
    const username = name.trim().toLowerCase();
    return (username.includes('@') ? all[0] : all.find((one) => one.username === username))?.token;
  }

  async keep(name: string, token: string): Promise<void> {
    const username = name.toLowerCase();
    const others = (await this.#all()).filter((one) => one.username !== username);
    const all = [{ username, token }, ...others].slice(0, mostAccounts);
    await this.#storage.set(this.#key, JSON.stringify(all));
  }

  /** The account that signed in last comes first. */
  async #all(): Promise<KnownDevice[]> {
    return read(knownDevices, parseJson((await this.#storage.get(this.#key)) ?? '')) ?? [];
  }
}
