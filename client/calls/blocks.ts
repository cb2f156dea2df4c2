import { routes, type BlockedUser, type Page } from '../api/protocol.ts';
import type { PageOptions } from '../options.ts';
import { passOn, type CallContext } from './context.ts';

/** The users whom you blocked: no direct messages, invites, presence, typing or receipts between you. They do not learn of it. */
export class BlockCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Whom you blocked, by pages. */
  list(options: PageOptions = {}): Promise<Page<BlockedUser>> {
    return this.#context.session.call(routes.listBlocks, { query: { ...options } });
  }

  /** Blocks a user; again is a no-op. Rejects with `cannot_block_self`, `user_not_found` or `block_limit_reached`. */
  add(userId: string): Promise<void> {
    return this.#changed(this.#context.session.call(routes.blockUser, { params: { userId } }));
  }

  /** Ends your block of a user; without one it is a no-op. */
  remove(userId: string): Promise<void> {
    return this.#changed(this.#context.session.call(routes.unblockUser, { params: { userId } }));
  }

  #changed(call: Promise<void>): Promise<void> {
    return passOn(this.#context, call, () => this.#context.feed.emit('blocks', undefined));
  }
}
