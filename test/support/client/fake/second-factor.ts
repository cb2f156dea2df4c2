import { Secret, TOTP } from 'otpauth';
import { ChatError, InvalidCode } from '../../../../shared/platform/errors.ts';
import type {
  AuthenticatorSetup,
  ProofRequest,
  RecoveryCodes,
  SecondFactor,
} from '../../../../shared/protocol/index.ts';
import type { Person } from './people.ts';

interface Factor {
  secret?: string;
  pending?: string;
  since?: number;
  /** The 30 seconds whose code was used last. */
  lastStep: number;
  recoveryCodes: string[];
}

/** The secret that the fake server gives to every authenticator app. */
export const fakeSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** How far off a clock may be, in periods, and is still recognised as the reason. */
const recognised = 20;
const periodSeconds = 30;

const appOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) });

/** The second factors of a fake server. */
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
    else this.#use(factor, factor.secret, code);
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
    this.confirm(person, proof);
    this.#of(person).pending = fakeSecret;
    return {
      secret: fakeSecret,
      uri: `otpauth://totp/ChatFlow:${person.username}?issuer=ChatFlow&secret=${fakeSecret}`,
    };
  }

  /** Throws `invalid_code`. */
  turnOn(person: Person, code: string): RecoveryCodes {
    const { pending } = this.#of(person);
    const recoveryCodes = newCodes(1);
    const fresh: Factor = { since: this.#now(), lastStep: 0, recoveryCodes: [...recoveryCodes] };
    if (pending === undefined) throw new InvalidCode('none was set up');
    this.#use(fresh, pending, code);
    this.#factors.set(person.id, { ...fresh, secret: pending });
    return { recoveryCodes };
  }

  /** Throws what `setUp` throws. */
  turnOff(person: Person, proof: ProofRequest): void {
    this.confirm(person, proof);
    this.#factors.delete(person.id);
  }

  /** Throws what `setUp` throws, and `second_factor_required` where it is off. */
  renewRecoveryCodes(person: Person, proof: ProofRequest): RecoveryCodes {
    this.confirm(person, proof);
    const factor = this.#of(person);
    if (factor.secret === undefined) throw new ChatError('second_factor_required');
    const recoveryCodes = newCodes(11);
    factor.recoveryCodes = [...recoveryCodes];
    return { recoveryCodes };
  }

  /** Throws what `setUp` throws, where the proof is not that of the person. */
  confirm(person: Person, { password, code }: ProofRequest): void {
    if (person.password !== password) throw new ChatError('invalid_credentials');
    this.check(person, code);
  }

  /** Throws `invalid_code` for a code that is wrong, of a clock that is off, or was used before. */
  #use(factor: Factor, secret: string, code: string): void {
    const app = appOf(secret);
    const timestamp = this.#now();
    const delta = app.validate({ token: code, timestamp, window: recognised });
    if (delta !== null && Math.abs(delta) > 1) throw new InvalidCode('clock', delta * periodSeconds);
    const step = app.counter({ timestamp }) + (delta ?? 0);
    if (delta === null || step <= factor.lastStep) throw new InvalidCode('wrong or used before');
    factor.lastStep = step;
  }

  #of(person: Person): Factor {
    const factor = this.#factors.get(person.id) ?? { lastStep: 0, recoveryCodes: [] };
    this.#factors.set(person.id, factor);
    return factor;
  }
}

const newCodes = (from: number) =>
  Array.from({ length: 10 }, (_, index) => `aaaaa-${String(from + index).padStart(5, 'b')}`);
