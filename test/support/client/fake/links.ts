import { ChatError } from '../../../../shared/platform/errors.ts';
import type { FakePeople, Person, Session } from './people.ts';

/** The passwords that the fake server calls weak; the real one knows many more. */
const weakPasswords: ReadonlySet<string> = new Set(['password1', 'qwertyuiop', '12345678']);

interface Link {
  purpose: 'verify-email' | 'change-email' | 'reset-password';
  person: Person;
  to: string;
  /** What the account had when the link was mailed: it is void once that has changed. */
  email: string;
  password: string;
  expiresAt: number;
}

/** A mail with a link. */
export interface FakeMail {
  to: string;
  token: string;
}

/** E-mail addresses and passwords of a fake server: what links in mails do, once, within half an hour. */
export class FakeLinks {
  /** What was mailed, the newest last. */
  readonly mails: FakeMail[] = [];
  readonly #links = new Map<string, Link>();
  readonly #people: FakePeople;
  readonly #now: () => number;
  readonly #ended: (session: Session) => void;

  constructor(people: FakePeople, now: () => number, ended: (session: Session) => void) {
    this.#people = people;
    this.#now = now;
    this.#ended = ended;
  }

  /** Mails a link that verifies the address of a person, unless it is verified. */
  verification(person: Person): void {
    if (!person.emailVerified) this.#mail('verify-email', person, person.email);
  }

  forgotPassword(email: string): void {
    const person = this.#holderOf(email);
    if (person) this.#mail('reset-password', person, email);
  }

  /** Throws `invalid_credentials`, `email_taken`. */
  changeEmail(person: Person, { password, email }: { password: string; email: string }): void {
    if (person.password !== password) throw new ChatError('invalid_credentials');
    const holder = this.#holderOf(email);
    if (holder !== undefined && holder !== person) throw new ChatError('email_taken');
    this.#mail('change-email', person, email);
  }

  /** Throws `invalid_link`, `email_taken`. */
  verifyEmail(token: string): void {
    const { purpose, person, to, password } = this.#open(token, ['verify-email', 'change-email']);
    if (purpose === 'change-email') {
      if (password !== person.password) throw new ChatError('invalid_link');
      const holder = this.#holderOf(to);
      if (holder !== undefined && holder !== person) throw new ChatError('email_taken');
      person.email = to;
    }
    person.emailVerified = true;
    this.#links.delete(token);
  }

  /** Throws `invalid_link`, `weak_password`. */
  resetPassword({ token, password }: { token: string; password: string }): void {
    const link = this.#open(token, ['reset-password']);
    const { person } = link;
    if (link.password !== person.password) throw new ChatError('invalid_link');
    checkPassword(password, 'password');
    this.#links.delete(token);
    person.password = password;
    person.emailVerified = true;
    this.endSessions(person);
  }

  /** Throws `invalid_credentials`, `weak_password`. */
  changePassword(
    { person, id }: Session,
    { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  ): void {
    if (person.password !== currentPassword) throw new ChatError('invalid_credentials');
    checkPassword(newPassword, 'newPassword');
    person.password = newPassword;
    this.endSessions(person, id);
  }

  /** Ends all sessions of a person but `keep`. */
  endSessions(person: Person, keep?: string): void {
    for (const session of this.#people.sessions(person)) {
      if (session.id === keep) continue;
      this.#people.end(session);
      this.#ended(session);
    }
  }

  #mail(purpose: Link['purpose'], person: Person, to: string): void {
    const token = `link-${this.mails.length + 1}`;
    const { email, password } = person;
    this.#links.set(token, { purpose, person, to, email, password, expiresAt: this.#now() + 30 * 60_000 });
    this.mails.push({ to, token });
  }

  #open(token: string, purposes: readonly Link['purpose'][]): Link {
    const link = this.#links.get(token);
    const works = link && link.expiresAt > this.#now() && link.email === link.person.email;
    if (!works || !purposes.includes(link.purpose)) throw new ChatError('invalid_link');
    return link;
  }

  #holderOf(email: string): Person | undefined {
    return this.#people.all.find((one) => one.email.toLowerCase() === email.toLowerCase());
  }
}

/** Throws `weak_password`. */
export function checkPassword(password: string, path: string): void {
  if (weakPasswords.has(password)) {
    throw new ChatError('weak_password', undefined, [{ path, message: 'weak' }]);
  }
}
