import type { ClientFrameData } from '../api/protocol.ts';

/** What this device shows; it is said again over each new socket. */
export class Focus {
  readonly #send: (data: ClientFrameData<'focus'>) => void;
  #shown: string | null = null;
  #hidden: boolean;

  /** `send` sends a frame, if there is a socket. */
  constructor(hidden: boolean, send: (data: ClientFrameData<'focus'>) => void) {
    this.#hidden = hidden;
    this.#send = send;
  }

  /** The device shows this conversation now, or `null` for none. */
  show(conversationId: string | null): void {
    if (conversationId === this.#shown) return;
    this.#shown = conversationId;
    this.#say();
  }

  /** Whether the screen is hidden now: what happens reaches the device by pushes then. */
  hide(hidden: boolean): void {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    this.#say();
  }

  /** There is a new socket, of which the server knows nothing yet. */
  resume(): void {
    if (this.#shown !== null || this.#hidden) this.#say();
  }

  #say(): void {
    this.#send({ conversationId: this.#shown, ...(this.#hidden && { hidden: true }) });
  }
}
