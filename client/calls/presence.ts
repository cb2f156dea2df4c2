import { routes, type OwnStatus } from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/** Who is here, and how you are seen. */
export class PresenceCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /**
   * Whose presence to report by `presence` events from now on, at most 200 people: replaces the list. How they are is
   * reported at once, and again after each reconnect; not while polling. What pushes missed is reported within 15 minutes.
   * Resolves once the list is replaced here. Rejects with `validation_failed`.
   */
  // Async, so that it fails as all methods do that talk to the server: by a rejection.
  async watch(userIds: readonly string[]): Promise<void> {
    this.#context.signedIn().presence.replace(userIds);
  }

  /** Be seen as `online`, `away`, or (`invisible`) not at all. */
  async setStatus(status: OwnStatus): Promise<void> {
    await this.#context.session.call(routes.setStatus, { body: { status } });
  }
}
