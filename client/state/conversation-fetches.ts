import type { Conversation } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import type { StateHost } from './host.ts';

/** Where more are doubtful at once, reading the list again says it in fewer calls. */
const maxSingleFetches = 5;

interface ConversationFetchesOptions {
  host: Pick<StateHost, 'conversation' | 'report'>;
  /** Whether there is a server to ask. */
  linked: () => boolean;
  /** Reads the list again, in place of many fetches; `false` where the app shows no list. */
  refreshList: () => boolean;
  isObserved: (id: string) => boolean;
  onConversation: (conversation: Conversation) => void;
  /** The user is not in it any more. */
  onGone: (id: string) => void;
}

/** Fetches single conversations: those that the state lacks, and those of which it may know something wrong. */
export class ConversationFetches {
  readonly #options: ConversationFetchesOptions;
  readonly #wanted = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  #planned = false;

  constructor(options: ConversationFetchesOptions) {
    this.#options = options;
  }

  /** Fetches it soon, or with the next connection. */
  want(id: string): void {
    this.#wanted.add(id);
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.resume();
    });
  }

  /** It need not be fetched any more. */
  settled(id: string): void {
    this.#wanted.delete(id);
  }

  /** Fetches what is wanted, if there is a connection. */
  resume(): void {
    if (!this.#options.linked()) return;
    const ids = [...this.#wanted];
    this.#wanted.clear();
    const many = ids.length > maxSingleFetches && this.#options.refreshList();
    for (const id of ids) if (!many || this.#options.isObserved(id)) this.fetch(id);
  }

  fetch(id: string): void {
    if (this.#running.has(id)) return;
    const isCurrent = () => this.#running.get(id) === fetching;
    const { host, onConversation, onGone } = this.#options;
    const fetching = host
      .conversation(id)
      .then(
        (conversation) => {
          if (isCurrent()) onConversation(conversation);
        },
        (error: unknown) => {
          if (!isCurrent()) return;
          if (hasCode(error, 'conversation_not_found')) onGone(id);
          else if (isPassing(error)) this.#wanted.add(id);
          else if (!hasCode(error, 'signed_out')) host.report(error);
        },
      )
      .finally(() => {
        if (isCurrent()) this.#running.delete(id);
      });
    this.#running.set(id, fetching);
  }

  clear(): void {
    this.#wanted.clear();
    this.#running.clear();
  }
}
