import { routes, type Page, type Session } from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/** The devices on which you are signed in. */
export class SessionCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Your sessions, the one used last first; the one that asks is `current`. */
  list(): Promise<Page<Session>> {
    return this.#context.session.call(routes.listSessions);
  }

  /** Signs one of your devices out, within two seconds. Rejects with `session_not_found`. */
  async end(id: string): Promise<void> {
    await this.#context.session.call(routes.endSession, { params: { id } });
  }

  /** Signs all of your devices out, or, with `{ except: 'current' }`, all others. */
  async endAll({ except }: { except?: 'current' } = {}): Promise<void> {
    await this.#context.session.call(routes.endSessions, { query: { except } });
  }
}
