import type { Environment } from '../environment.ts';
import type { ChatState } from '../state/chat-state.ts';
import { eraseState } from '../state/erase-state.ts';
import { stateLock } from '../state/stored-index.ts';
import type { UserSession } from './user-session.ts';

interface StateHolderOptions extends Pick<Environment, 'storage' | 'lock' | 'onTrouble'> {
  /** Throws `no_state` where the application chose none. */
  make: () => ChatState;
  /** The session of the signed-in user. */
  current: () => UserSession | undefined;
  /** The prefix of the storage keys of a user. */
  userKey: (userId: string) => string;
}

/** The state of the client from its first use on: it follows which user is signed in. */
export class StateHolder {
  readonly #options: StateHolderOptions;
  #state: ChatState | undefined;

  constructor(options: StateHolderOptions) {
    this.#options = options;
  }

  /** The state, made when it is first asked for. */
  get(): ChatState {
    return (this.#state ??= this.#open());
  }

  /** A user signs in: takes up what is stored of them. */
  async entered(userId: string): Promise<void> {
    await this.#state?.entered(userId, this.#options.userKey(userId));
  }

  /** The user's session works by now. */
  ready({ outbox }: UserSession): void {
    this.#state?.ready(outbox.waiting);
  }

  /** Stores what changed now rather than soon. */
  flush(): void {
    this.#state?.flush();
  }

  /** Resolves when what changed is stored. */
  async stored(): Promise<void> {
    await this.#state?.stored();
  }

  /**
   * The user is signed out: forgets everything, and erases what any state stored of them, unless `isReplaced`: the user
   * signed in again in another tab, which goes on with it.
   */
  async left(userId: string, isReplaced: () => Promise<boolean>): Promise<void> {
    const { storage, lock, userKey } = this.#options;
    const storageKey = userKey(userId);
    await this.#state?.left();
    await eraseState({ storage, storageKey, lock: lock(stateLock(storageKey)), isNeeded: isReplaced });
  }

  #open(): ChatState {
    const { make, current, userKey, onTrouble } = this.#options;
    const state = make();
    const userSession = current();
    if (userSession === undefined) return state;
    // It follows from now on, and gets what is stored as soon as it is read.
    const { userId } = userSession;
    state
      .entered(userId, userKey(userId))
      .then(() => {
        if (current() === userSession) state.ready(userSession.outbox.waiting);
      })
      .catch(onTrouble);
    return state;
  }
}
