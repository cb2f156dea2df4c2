import { routes, type OwnStatus } from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/** The presence of other users, and your own status. */
export class PresenceCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /**
   * Replaces the list of users, at most 200, whose presence is reported by `presence` events. Their presence is reported at
   * once, and again after each reconnect; not while polling. A change whose push was lost is reported within 15 minutes.
   * Resolves once the list is replaced on this side. Rejects with `validation_failed`.
   */
  // Async, so that it fails by a rejection like all other calls.
  async watch(userIds: readonly string[]): Promise<void> {
    this.#context.signedIn().presence.replace(userIds);
  }

  /** Shows you as `online` or `away`, or hides you (`invisible`). */
  async setStatus(status: OwnStatus): Promise<void> {
    await this.#context.session.call(routes.setStatus, { body: { status } });
  }
}
