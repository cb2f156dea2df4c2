import type { ClientFrameData, TypingEvent } from '../api/protocol.ts';
import type { Clock } from '../platform/clock.ts';

/** While somebody types, this is told again and again … */
const renewMs = 3_000;
/** … and counts for so long. */
const expiryMs = 6_000;

interface TypingOptions {
  clock: Clock;
  /** Tells the server, if there is a socket. */
  send: (data: ClientFrameData<'typing'>) => void;
  /** Somebody began or stopped to type. */
  onChange: (event: TypingEvent) => void;
}

/** Who types where, the own person included. */
export class Typing {
  readonly #options: TypingOptions;
  /** Where the own person types, and when the server was told last, by `Clock.elapsed`. */
  readonly #own = new Map<string, number>();
  /** Others who type, with what cancels their expiry. */
  readonly #others = new Map<string, { event: TypingEvent; cancel: () => void }>();

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** The own person types, or stopped. To be called with every key; the server is told every 3 s at most. */
  set(conversationId: string, typing: boolean): void {
    const { clock, send } = this.#options;
    const sentAt = this.#own.get(conversationId);
    if (typing) {
      if (sentAt !== undefined && clock.elapsed() - sentAt < renewMs) return;
      this.#own.set(conversationId, clock.elapsed());
    } else if (!this.#own.delete(conversationId)) {
      return;
    }
    send({ conversationId, typing });
  }

  /** The own person sent a message there: whoever gets it knows that the typing has ended. */
  sent(conversationId: string): void {
    this.#own.delete(conversationId);
  }

  /** The server told that somebody types or stopped. */
  receive(event: TypingEvent): void {
    const { clock, onChange } = this.#options;
    const key = keyOf(event);
    const known = this.#others.get(key);
    known?.cancel();
    if (event.typing) {
      const cancel = clock.after(expiryMs, () => this.ended(event));
      this.#others.set(key, { event, cancel });
      if (known === undefined) onChange(event);
    } else {
      this.ended(event);
    }
  }

  /** Somebody's message came, or nothing for too long. */
  ended(who: { conversationId: string; userId: string }): void {
    const key = keyOf(who);
    const known = this.#others.get(key);
    if (known === undefined) return;
    known.cancel();
    this.#others.delete(key);
    this.#options.onChange({ ...known.event, typing: false });
  }

  /** The connection is gone, and with it all news of typing. */
  clear(): void {
    this.#own.clear();
    for (const { event } of [...this.#others.values()]) this.ended(event);
  }
}

const keyOf = ({ conversationId, userId }: { conversationId: string; userId: string }) =>
  `${conversationId} ${userId}`;
