import {
  routes,
  type Identity,
  type Page,
  type ProofRequest,
  type Provider,
  type ProviderAnswer,
  type ProviderStart,
} from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/**
 * Providers that people sign in with (OpenID Connect), and the accounts there that sign in to yours. Keep the `ticket` of what
 * begins where only this window has it, and open its `url`; the provider sends the browser back to `/auth/callback` of your
 * origin, whose parameters go with the ticket to `client.loginWithProvider` or `connect`, once, within ten minutes.
 */
export class ProviderCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** The providers of the server; most have none. Works signed out. */
  list(): Promise<Page<Provider>> {
    return this.#context.http.call(routes.listProviders);
  }

  /** Begins to sign in. Works signed out. Rejects with `provider_not_found`, `provider_unavailable`. */
  beginSignIn(id: string): Promise<ProviderStart> {
    return this.#context.http.call(routes.startProviderSignIn, { params: { id } });
  }

  /** The accounts at providers that sign in to yours, the newest first. */
  connected(): Promise<Page<Identity>> {
    return this.#context.session.call(routes.listIdentities);
  }

  /**
   * Begins to connect an account at a provider. Rejects like calls of `client.secondFactor` where the proof is not right,
   * with `password_missing` where the account has none, and with `provider_unavailable`.
   */
  beginConnecting(id: string, proof: ProofRequest): Promise<ProviderStart> {
    return this.#context.session.call(routes.startIdentity, { params: { id }, body: proof });
  }

  /** Connects the account that answered. Rejects with `identity_taken`, `provider_state_invalid`, `provider_refused`. */
  connect(answer: ProviderAnswer): Promise<Identity> {
    return this.#context.session.call(routes.addIdentity, { body: answer });
  }

  /** Disconnects an account. Rejects with `identity_not_found`, and as `beginConnecting` does. */
  async disconnect(id: string, proof: ProofRequest): Promise<void> {
    await this.#context.session.call(routes.removeIdentity, { params: { id }, body: proof });
  }
}
