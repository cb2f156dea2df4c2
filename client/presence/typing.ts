import type { ClientFrameData, TypingEvent } from '../api/protocol.ts';
import type { Clock } from '../platform/clock.ts';

/** While a user types, the client repeats the frame at this interval … */
const renewMs = 3_000;
/** … and a frame is valid for this long. */
const expiryMs = 6_000;

interface TypingOptions {
  clock: Clock;
  /** Sends a frame, if there is a socket. */
  send: (data: ClientFrameData<'typing'>) => void;
  /** Another user began or stopped typing. */
  onChange: (event: TypingEvent) => void;
}

/** Who types in which conversation, including the signed-in user. */
export class Typing {
  readonly #options: TypingOptions;
  /** Conversations in which the signed-in user types, and when the last frame was sent, by `Clock.elapsed`. */
  readonly #own = new Map<string, number>();
  /** Other users who type, with a function that cancels the expiry. */
  readonly #others = new Map<string, { event: TypingEvent; cancel: () => void }>();

  constructor(options: TypingOptions) {
    this.#options = options;
  }

  /** The signed-in user types, or stopped. Call it with every key; a frame is sent every 3 s at most. */
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

  /** The signed-in user sent a message: recipients take it as the end of typing. */
  sent(conversationId: string): void {
    this.#own.delete(conversationId);
  }

  /** A push of the server: a user types, or stopped. */
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

  /** Ends a user's typing: a message came, or no frame for too long. */
  ended(typist: { conversationId: string; userId: string }): void {
    const key = keyOf(typist);
    const known = this.#others.get(key);
    if (known === undefined) return;
    known.cancel();
    this.#others.delete(key);
    this.#options.onChange({ ...known.event, typing: false });
  }

  /** The connection is lost, and with it all typing events. */
  clear(): void {
    this.#own.clear();
    for (const { event } of [...this.#others.values()]) this.ended(event);
  }
}

const keyOf = ({ conversationId, userId }: { conversationId: string; userId: string }) =>
  `${conversationId} ${userId}`;
