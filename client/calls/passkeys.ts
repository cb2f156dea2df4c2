import {
  routes,
  type AddPasskeyRequest,
  type Page,
  type Passkey,
  type PasskeyCeremony,
  type ProofRequest,
} from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/**
 * Passkeys: keys on your devices that sign in instead of the password and a code. A ceremony takes two calls, between which
 * the browser asks the user: its `options` go to `navigator.credentials`, as JSON of WebAuthn level 3
 * (`PublicKeyCredential.parseCreationOptionsFromJSON`, `toJSON`), and its `challengeId` is good once, for five minutes.
 */
export class PasskeyCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Your passkeys, the newest first. */
  list(): Promise<Page<Passkey>> {
    return this.#context.session.call(routes.listPasskeys);
  }

  /**
   * Gets what a browser needs to make a passkey. Rejects with `too_many_passkeys`, and like calls of
   * `client.secondFactor` where the proof is not right.
   */
  beginAdding(proof: ProofRequest): Promise<PasskeyCeremony> {
    return this.#context.session.call(routes.beginPasskey, { body: proof });
  }

  /** Adds the passkey that the browser made. Rejects with `invalid_passkey`, `too_many_passkeys`. */
  add(made: AddPasskeyRequest): Promise<Passkey> {
    return this.#context.session.call(routes.addPasskey, { body: made });
  }

  /** Removes a passkey. Rejects with `passkey_not_found`, and where the proof is not right. */
  async remove(id: string, proof: ProofRequest): Promise<void> {
    await this.#context.session.call(routes.removePasskey, { params: { id }, body: proof });
  }

  /** Gets what a browser needs to sign in, for `client.loginWithPasskey`. Works signed out. Rejects with `rate_limited`. */
  beginSignIn(): Promise<PasskeyCeremony> {
    return this.#context.http.call(routes.beginPasskeySignIn);
  }
}
