import * as z from 'zod';
import { clientFrames } from '../shared/protocol/index.ts';
import { parseJson } from './json.ts';
import type { Lock } from './lock.ts';
import type { Storage } from './storage.ts';

const storedSend = z.object({
  message: clientFrames['message:send'].data,
  /** When it was first sent, in milliseconds since the epoch, if it was. */
  triedAt: z.number().optional(),
});
export type StoredSend = z.infer<typeof storedSend>;
type Change = (sends: StoredSend[]) => StoredSend[];

interface OutboxStoreOptions {
  storage: Storage;
  storageKey: string;
  /** Shared with whoever else uses the storage. */
  lock: Lock;
}

/** The unsent messages in the storage. Other tabs keep theirs in the same place, so each change reads before it writes. */
export class OutboxStore {
  readonly #options: OutboxStoreOptions;
  #changes: Change[] = [];
  #writing: Promise<void> | undefined;

  constructor(options: OutboxStoreOptions) {
    this.#options = options;
  }

  async load(): Promise<StoredSend[]> {
    const stored = parseJson((await this.#options.storage.get(this.#options.storageKey)) ?? '');
    return Array.isArray(stored) ? stored.flatMap((send) => storedSend.safeParse(send).data ?? []) : [];
  }

  /** Adds it at the end, or takes the place of the one with the same `clientId`. */
  put(send: StoredSend): void {
    const isSame = ({ message }: StoredSend) => message.clientId === send.message.clientId;
    this.#change((sends) =>
      sends.some(isSame) ? sends.map((one) => (isSame(one) ? send : one)) : [...sends, send],
    );
  }

  remove(clientId: string): void {
    this.#change((sends) => sends.filter(({ message }) => message.clientId !== clientId));
  }

  /** Resolves when every change so far is written. */
  async settled(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  /** Removes everything, also what other tabs keep here. */
  async clear(): Promise<void> {
    this.#changes = [];
    await this.#writing;
    await this.#options.storage.remove(this.#options.storageKey);
  }

  #change(change: Change): void {
    this.#changes.push(change);
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  async #write(): Promise<void> {
    const { storage, storageKey, lock } = this.#options;
    while (this.#changes.length > 0) {
      await lock(async () => {
        const before = await this.load();
        const after = this.#changes.reduce((sends, change) => change(sends), before);
        this.#changes = [];
        if (after.length > 0) await storage.set(storageKey, JSON.stringify(after));
        else if (before.length > 0) await storage.remove(storageKey);
      });
    }
  }
}
