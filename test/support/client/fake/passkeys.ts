import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  AddPasskeyRequest,
  Passkey,
  PasskeyCeremony,
  PasskeySignInRequest,
} from '../../../../shared/protocol/index.ts';
import { wireTime, type Person } from './people.ts';

interface Challenge {
  purpose: 'webauthn.create' | 'webauthn.get';
  person?: Person;
  text: string;
  until: number;
}

interface Kept extends Passkey {
  person: Person;
  credentialId: string;
}

const challengeMs = 5 * 60_000;

/** The passkeys of a fake server. It looks at challenges and ids, and takes every signature and origin as right. */
export class FakePasskeys {
  readonly #now: () => number;
  readonly #challenges = new Map<string, Challenge>();
  #passkeys: Kept[] = [];
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  list(person: Person): Passkey[] {
    return this.#passkeys.filter((kept) => kept.person === person).map(view);
  }

  beginAdding(person: Person): PasskeyCeremony {
    const user = { id: Buffer.from(person.id).toString('base64url'), name: person.username };
    return this.#begin({ purpose: 'webauthn.create', person }, { user });
  }

  /** Throws `invalid_passkey`. */
  add(person: Person, { challengeId, name, response }: AddPasskeyRequest): Passkey {
    this.#finish(challengeId, response.response.clientDataJSON, 'webauthn.create', person);
    const kept: Kept = {
      id: `passkey_${++this.#count}`,
      name,
      createdAt: wireTime(this.#now()),
      lastUsedAt: null,
      person,
      credentialId: response.id,
    };
    this.#passkeys.unshift(kept);
    return view(kept);
  }

  /** Throws `passkey_not_found`. */
  remove(person: Person, id: string): void {
    const left = this.#passkeys.filter((kept) => kept.person !== person || kept.id !== id);
    if (left.length === this.#passkeys.length) throw new ChatError('passkey_not_found');
    this.#passkeys = left;
  }

  beginSignIn(): PasskeyCeremony {
    return this.#begin({ purpose: 'webauthn.get' }, {});
  }

  /** Who signs in. Throws `invalid_passkey`. */
  signIn({ challengeId, response }: PasskeySignInRequest): Person {
    this.#finish(challengeId, response.response.clientDataJSON, 'webauthn.get');
    const kept = this.#passkeys.find(({ credentialId }) => credentialId === response.id);
    if (!kept) throw new ChatError('invalid_passkey');
    kept.lastUsedAt = wireTime(this.#now());
    return kept.person;
  }

  #begin(challenge: Pick<Challenge, 'purpose' | 'person'>, options: object): PasskeyCeremony {
    const number = ++this.#count;
    const challengeId = `chl_${number}`;
    const text = Buffer.from(`challenge ${number}`).toString('base64url');
    this.#challenges.set(challengeId, { ...challenge, text, until: this.#now() + challengeMs });
    return { challengeId, options: { challenge: text, ...options } };
  }

  #finish(id: string, clientDataJSON: string, purpose: Challenge['purpose'], person?: Person): void {
    const known = this.#challenges.get(id);
    this.#challenges.delete(id);
    const said = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()) as Record<string, unknown>;
    const fits =
      known?.purpose === purpose &&
      known.person === person &&
      known.until > this.#now() &&
      said['challenge'] === known.text &&
      said['type'] === purpose;
    if (!fits) throw new ChatError('invalid_passkey');
  }
}

const view = ({ id, name, createdAt, lastUsedAt }: Kept): Passkey => ({ id, name, createdAt, lastUsedAt });
