import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  Identity,
  ProviderAnswer,
  ProviderPending,
  ProviderStart,
} from '../../../../shared/protocol/index.ts';
import { wireTime, type Person } from './people.ts';

interface Connected extends Identity {
  person: Person;
  subject: string;
}

const name = 'Fake';

/** One provider of a fake server, which takes the code for the user there, and every address as proved. */
export class FakeProviders {
  readonly list = [{ id: 'fake', name }];
  readonly #now: () => number;
  /** Who connects an account by a ticket; without a person, one signs in. */
  readonly #tickets = new Map<string, Person | undefined>();
  readonly #pending = new Map<string, string>();
  #connected: Connected[] = [];
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(id: string, person?: Person): ProviderStart {
    if (id !== 'fake') throw new ChatError('provider_not_found');
    const ticket = `ticket_${++this.#count}`;
    this.#tickets.set(ticket, person);
    return { url: `https://id.example/?state=of ${ticket}`, ticket, expiresIn: 600 };
  }

  /** Who signs in, or what is still needed. Throws `provider_state_invalid`, `provider_refused`. */
  signIn(answer: ProviderAnswer): Person | ProviderPending {
    const subject = this.#hear(answer, undefined);
    const known = this.#connected.find((one) => one.subject === subject);
    if (known) return known.person;
    const token = this.keepPending(subject);
    const email = `${subject}@example.com`;
    return { needs: 'username', token, expiresIn: 600, email, username: subject, name: subject };
  }

  /** A token that stands for a user, here or at the provider. Unlike that of the real server it is good more than once. */
  keepPending(of: string): string {
    const token = `pending_${++this.#count}`;
    this.#pending.set(token, of);
    return token;
  }

  /** Throws `provider_state_invalid`. */
  pendingOf(token: string): string {
    const of = this.#pending.get(token);
    if (of === undefined) throw new ChatError('provider_state_invalid');
    return of;
  }

  of(person: Person): Identity[] {
    return this.#connected.filter((one) => one.person === person).map(view);
  }

  /** Throws `provider_state_invalid`, `provider_refused`, `identity_taken`. */
  connect(person: Person, answer: ProviderAnswer): Identity {
    return this.add(person, this.#hear(answer, person));
  }

  /** Throws `identity_taken`. */
  add(person: Person, subject: string): Identity {
    if (this.#connected.some((one) => one.subject === subject)) throw new ChatError('identity_taken');
    const id = `identity_${++this.#count}`;
    const createdAt = wireTime(this.#now());
    const added = { id, provider: 'fake', name, createdAt, lastUsedAt: null, person, subject };
    this.#connected.unshift(added);
    return view(added);
  }

  /** Throws `identity_not_found`. */
  remove(person: Person, id: string): void {
    const left = this.#connected.filter((one) => one.person !== person || one.id !== id);
    if (left.length === this.#connected.length) throw new ChatError('identity_not_found');
    this.#connected = left;
  }

  #hear({ ticket, state, code }: ProviderAnswer, person: Person | undefined): string {
    const fits = this.#tickets.has(ticket) && this.#tickets.get(ticket) === person;
    this.#tickets.delete(ticket);
    if (!fits || state !== `of ${ticket}`) throw new ChatError('provider_state_invalid');
    if (code === undefined) throw new ChatError('provider_refused');
    return code;
  }
}

const view = ({ id, provider, name, createdAt, lastUsedAt }: Connected): Identity => ({
  id,
  provider,
  name,
  createdAt,
  lastUsedAt,
});
