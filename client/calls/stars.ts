import { routes, type Star, type StarPage } from '../api/protocol.ts';
import type { StarOptions } from '../options.ts';
import type { CallContext } from './context.ts';

/** The messages that the user has saved, for themselves alone, on any device. */
export class StarCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Saved messages of all conversations or one, as the user may see them now, the one saved last first. */
  list(options: StarOptions = {}): Promise<StarPage> {
    return this.#context.session.call(routes.listStars, { query: { ...options } });
  }

  /**
   * Saves a message; `star:updated` hands it over on all devices, and `starred` of the message says it. Rejects with
   * `message_deleted`, `too_many_stars`.
   */
  add(conversationId: string, seq: number): Promise<Star> {
    return this.#context.session.call(routes.starMessage, this.#place(conversationId, seq));
  }

  /** Takes a message out of the saved ones. */
  remove(conversationId: string, seq: number): Promise<Star> {
    return this.#context.session.call(routes.unstarMessage, this.#place(conversationId, seq));
  }

  readonly #place = (id: string, seq: number) => ({ params: { id, seq: String(seq) } });
}
