import { Secret, TOTP } from 'otpauth';
import { ChatError } from '../../../shared/platform/errors.ts';
import type {
  AuthenticatorSetup,
  ProofRequest,
  RecoveryCodes,
  SecondFactor,
} from '../../../shared/protocol/index.ts';
import type { Person } from './fake-people.ts';

interface Factor {
  secret?: string;
  pending?: string;
  since?: number;
  recoveryCodes: string[];
}

/** The secret that the fake server gives to every authenticator app. */
export const fakeSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

const appOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) });

/** The second factors of a fake server. Unlike the real one it takes a code as often as it comes. */
export class FakeSecondFactors {
  readonly #now: () => number;
  readonly #factors = new Map<string, Factor>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What an app of the fake server shows now. */
  code(): string {
    return appOf(fakeSecret).generate({ timestamp: this.#now() });
  }

  /** Throws `second_factor_required`, `invalid_code`. */
  check(person: Person, code: string | undefined): void {
    const factor = this.#of(person);
    if (factor.secret === undefined) return;
    if (code === undefined) throw new ChatError('second_factor_required');
    const recovery = factor.recoveryCodes.indexOf(code);
    if (recovery >= 0) factor.recoveryCodes.splice(recovery, 1);
    else if (!this.#isRight(factor.secret, code)) throw new ChatError('invalid_code');
  }

  get(person: Person): SecondFactor {
    const { since, recoveryCodes } = this.#of(person);
    return {
      on: since !== undefined,
      since: since === undefined ? null : new Date(since).toISOString(),
      recoveryCodesLeft: recoveryCodes.length,
    };
  }

  /** Throws `invalid_credentials`, `second_factor_required`, `invalid_code`. */
  setUp(person: Person, proof: ProofRequest): AuthenticatorSetup {
    this.#confirm(person, proof);
    this.#of(person).pending = fakeSecret;
    return {
      secret: fakeSecret,
      uri: `otpauth://totp/ChatFlow:${person.username}?issuer=ChatFlow&secret=${fakeSecret}`,
    };
  }

  /** Throws `invalid_code`. */
  turnOn(person: Person, code: string): RecoveryCodes {
    const { pending } = this.#of(person);
    if (pending === undefined || !this.#isRight(pending, code)) throw new ChatError('invalid_code');
    const recoveryCodes = newCodes(1);
    this.#factors.set(person.id, { secret: pending, since: this.#now(), recoveryCodes: [...recoveryCodes] });
    return { recoveryCodes };
  }

  /** Throws what `setUp` throws. */
  turnOff(person: Person, proof: ProofRequest): void {
    this.#confirm(person, proof);
    this.#factors.delete(person.id);
  }

  /** Throws what `setUp` throws, and `second_factor_required` where it is off. */
  renewRecoveryCodes(person: Person, proof: ProofRequest): RecoveryCodes {
    this.#confirm(person, proof);
    const factor = this.#of(person);
    if (factor.secret === undefined) throw new ChatError('second_factor_required');
    const recoveryCodes = newCodes(11);
    factor.recoveryCodes = [...recoveryCodes];
    return { recoveryCodes };
  }

  #confirm(person: Person, { password, code }: ProofRequest): void {
    if (person.password !== password) throw new ChatError('invalid_credentials');
    this.check(person, code);
  }

  #isRight(secret: string, code: string): boolean {
    return appOf(secret).validate({ token: code, timestamp: this.#now(), window: 1 }) !== null;
  }

  #of(person: Person): Factor {
    const factor = this.#factors.get(person.id) ?? { recoveryCodes: [] };
    this.#factors.set(person.id, factor);
    return factor;
  }
}

const newCodes = (from: number) =>
  Array.from({ length: 10 }, (_, index) => `aaaaa-${String(from + index).padStart(5, 'b')}`);
