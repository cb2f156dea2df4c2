import { signedOutError } from '../errors.ts';
import type { Session } from './session.ts';
import type { StateHolder } from './state-holder.ts';
import type { UserSession } from './user-session.ts';

interface CurrentUserOptions {
  session: Pick<Session, 'userId' | 'signedIn' | 'isReplaced'>;
  state: StateHolder;
  newUserSession: (userId: string) => UserSession;
  /** Another user, or none, is taken up. */
  onChange: () => void;
}

/** Who is signed in, as far as the client works for them: takes users up one after the other, and lets go of them. */
export class CurrentUser {
  readonly #options: CurrentUserOptions;
  #userSession: UserSession | undefined;
  #entering: Promise<void> | undefined;
  /** Settles when the storage has what is kept, and no longer what is removed, of users who signed out. */
  #leaving: Promise<unknown> = Promise.resolve();

  constructor(options: CurrentUserOptions) {
    this.#options = options;
  }

  /** The session of the user, once what is stored is loaded. */
  get userSession(): UserSession | undefined {
    return this.#userSession;
  }

  /** The same. Throws `signed_out`. */
  signedIn(): UserSession {
    if (this.#userSession === undefined || !this.#options.session.signedIn) throw signedOutError();
    return this.#userSession;
  }

  /** Loads what is stored of the signed-in user, unless that is done. */
  async enter(): Promise<void> {
    while (this.#options.session.userId !== this.#userSession?.userId) {
      this.#entering ??= this.#load().finally(() => {
        this.#entering = undefined;
      });
      await this.#entering;
    }
    this.#options.onChange();
  }

  /** Ends the user's session, so that nothing reaches the next user. A `chosen` sign-out removes unsent messages too. */
  async leave(how: 'chosen' | 'ended'): Promise<void> {
    const userSession = this.#userSession;
    this.#userSession = undefined;
    const ended = userSession && this.#end(userSession, how);
    this.#leaving = Promise.allSettled([this.#leaving, ended]);
    this.#options.onChange();
    await ended;
  }

  async #load(): Promise<void> {
    const { session, state, newUserSession } = this.#options;
    const { userId } = session;
    if (userId === undefined) return;
    const userSession = newUserSession(userId);
    await this.#leaving;
    await Promise.all([userSession.load(), state.entered(userId)]);
    // The user may have signed out since.
    if (session.userId !== userId) return;
    this.#userSession = userSession;
    state.ready(userSession);
  }

  async #end(userSession: UserSession, how: 'chosen' | 'ended'): Promise<void> {
    const { session, state } = this.#options;
    const { userId } = userSession;
    const left = state.left(userId, () => session.isReplaced(userId));
    await Promise.all([userSession.end(signedOutError(), how === 'chosen'), left]);
  }
}
