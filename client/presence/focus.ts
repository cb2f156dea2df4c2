import type { ClientFrameData } from '../api/protocol.ts';

/** Which conversation this device shows; it is said again over each new socket. */
export class Focus {
  readonly #send: (data: ClientFrameData<'focus'>) => void;
  #shown: string | null = null;

  /** `send` sends a frame, if there is a socket. */
  constructor(send: (data: ClientFrameData<'focus'>) => void) {
    this.#send = send;
  }

  /** The device shows this conversation now, or `null` for none. */
  show(conversationId: string | null): void {
    if (conversationId === this.#shown) return;
    this.#shown = conversationId;
    this.#send({ conversationId });
  }

  /** There is a new socket, of which the server knows nothing yet. */
  resume(): void {
    if (this.#shown !== null) this.#send({ conversationId: this.#shown });
  }
}
