import {
  routes,
  type AuthenticatorSetup,
  type EnrolRequest,
  type ProofRequest,
  type RecoveryCodes,
  type SecondFactor,
} from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/**
 * The second factor of your account: codes of an authenticator app that signing in takes besides the password. What takes a
 * `ProofRequest` rejects with `invalid_credentials`, with `second_factor_required` where it is on and the proof has no code,
 * and with `invalid_code`.
 */
export class SecondFactorCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Whether it is on, and how many recovery codes are left. */
  get(): Promise<SecondFactor> {
    return this.#context.session.call(routes.getSecondFactor);
  }

  /**
   * Gets a secret for an authenticator app after `second_factor_setup_required`: the sign-in with a code of it turns it on, and
   * resolves with recovery codes. Rejects with `invalid_credentials`, `second_factor_not_due`.
   */
  enrol(credentials: EnrolRequest): Promise<AuthenticatorSetup> {
    return this.#context.http.call(routes.enrolSecondFactor, { body: credentials });
  }

  /** Gets a secret for an authenticator app. Nothing changes until `turnOn` gets a code of it. */
  setUp(proof: ProofRequest): Promise<AuthenticatorSetup> {
    return this.#context.session.call(routes.setUpSecondFactor, { body: proof });
  }

  /**
   * Turns it on by a code of the app that was set up. Resolves with the recovery codes, which are shown this once. Rejects
   * with `invalid_code`.
   */
  turnOn(code: string): Promise<RecoveryCodes> {
    return this.#context.session.call(routes.turnOnSecondFactor, { body: { code } });
  }

  /** Turns it off. */
  async turnOff(proof: ProofRequest): Promise<void> {
    await this.#context.session.call(routes.turnOffSecondFactor, { body: proof });
  }

  /** Gets fresh recovery codes; those before end. */
  renewRecoveryCodes(proof: ProofRequest): Promise<RecoveryCodes> {
    return this.#context.session.call(routes.renewRecoveryCodes, { body: proof });
  }
}
