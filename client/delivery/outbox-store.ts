import { parseJson } from '../api/json.ts';
import { givenContent } from '../api/given-content.ts';
import { givenEntity } from '../api/given-entity.ts';
import { givenExpiry } from '../api/given-expiry.ts';
import type { OutgoingMessage } from '../api/protocol.ts';
import { array, boolean, nullable, number, object, optional, read, string } from '../api/shapes.ts';
import type { Lock } from '../storage/lock.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';
import type { Storage } from '../storage/storage.ts';

export interface StoredSend {
  message: OutgoingMessage;
  /** When it was first sent, in milliseconds since the epoch, if it was. */
  triedAt?: number | undefined;
}

const storedSend = object<StoredSend>({
  message: object<OutgoingMessage>({
    conversationId: string,
    text: string,
    entities: optional(array(givenEntity)),
    findMentions: optional(boolean),
    clientId: string,
    attachments: optional(array(string)),
    ...givenContent,
    replyTo: optional(nullable(string)),
    expires: optional(givenExpiry),
    preview: optional(boolean),
    repeat: optional(boolean),
  }),
  triedAt: optional(number),
});
type Change = (sends: StoredSend[]) => StoredSend[];

interface OutboxStoreOptions {
  storage: Storage;
  storageKey: string;
  /** Shared by all clients on the storage. */
  lock: Lock;
  onTrouble: (error: unknown) => void;
}

/** The unsent messages in the storage. Other tabs use the same key, so each change reads before it writes. */
export class OutboxStore {
  readonly #options: OutboxStoreOptions;
  readonly #writes: OneAtATime;
  /** Changes that are not written yet. */
  #changes: Change[] = [];

  constructor(options: OutboxStoreOptions) {
    this.#options = options;
    this.#writes = new OneAtATime(() => this.#write(), options.onTrouble);
  }

  async load(): Promise<StoredSend[]> {
    const stored = parseJson((await this.#options.storage.get(this.#options.storageKey)) ?? '');
    return Array.isArray(stored) ? stored.flatMap((send) => read(storedSend, send) ?? []) : [];
  }

  /** Appends a message, or replaces the one with the same `clientId`. */
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
  settled(): Promise<void> {
    return this.#writes.settled();
  }

  /** Removes everything, including messages of other tabs. */
  async clear(): Promise<void> {
    this.#change(() => []);
    await this.settled();
  }

  #change(change: Change): void {
    this.#changes.push(change);
    this.#writes.ask();
  }

  async #write(): Promise<void> {
    const { storage, storageKey, lock } = this.#options;
    await lock(async () => {
      const before = await this.load();
      const changes = [...this.#changes];
      const after = changes.reduce((sends, change) => change(sends), before);
      if (after.length > 0) await storage.set(storageKey, JSON.stringify(after));
      else if (before.length > 0) await storage.remove(storageKey);
      this.#changes.splice(0, changes.length);
    });
  }
}
