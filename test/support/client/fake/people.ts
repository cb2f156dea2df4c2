import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  BlockedUser,
  OwnProfile,
  OwnStatus,
  OwnUser,
  Privacy,
  RegisterRequest,
  ServerEventData,
  TokenReply,
  UpdateProfileRequest,
  UserProfile,
  UserSummary,
} from '../../../../shared/protocol/index.ts';

/** The password of all people that the fake server starts with. */
export const fakePassword = 'correct horse';
/** A user who comes back within this time has never been announced as gone. */
const graceMs = 10_000;

type Presence = ServerEventData<'presence:update'>;

export interface Person extends Pick<OwnProfile, 'id' | 'username' | 'name' | 'email' | 'about' | 'avatar'> {
  password: string;
  privacy: Privacy;
  /** The ids of those whom the person blocked, and since when. */
  blocks: Map<string, number>;
  emailVerified: boolean;
  createdAt: number;
  status: OwnStatus;
  lastOnline: number | null;
  /** Up to when others see that an invisible person was there. */
  shownUntil: number | null;
  leftAt: number | null;
}

/** One sign-in: its refresh tokens follow each other, and the one before the current one is answered again. */
export interface Session {
  id: string;
  person: Person;
  createdAt: number;
  lastUsedAt: number;
  ended: boolean;
  current: string;
  previous?: { token: string; reply: TokenReply };
}

/** The accounts of a fake server, their sessions, and how they appear. Times are milliseconds since the epoch. */
export class FakePeople {
  /** The life of access tokens, in seconds; they are refused only after `expireAccessTokens`. */
  expiresIn = 900;
  readonly all: Person[];
  readonly #now: () => number;
  readonly #isConnected: (person: Person) => boolean;
  readonly #access = new Map<string, Session>();
  readonly #expired = new Set<string>();
  readonly #refresh = new Map<string, Session>();
  readonly #sessions: Session[] = [];
  #tokens = 0;

  constructor(usernames: string[], now: () => number, isConnected: (person: Person) => boolean) {
    this.#now = now;
    this.#isConnected = isConnected;
    this.all = usernames.map((username) => ({
      ...this.#create({ username, name: username, email: `${username}@example.com`, password: fakePassword }),
      emailVerified: true,
    }));
  }

  /** Creates an account. Throws `username_taken`, `email_taken`. */
  register(request: RegisterRequest): Person {
    if (this.named(request.username)) throw new ChatError('username_taken');
    if (this.all.some(({ email }) => same(email, request.email))) throw new ChatError('email_taken');
    const person = this.#create(request);
    this.all.push(person);
    return person;
  }

  named(username: string): Person | undefined {
    return this.all.find((one) => same(one.username, username));
  }

  /** Throws `user_not_found`. */
  require(username: string): Person {
    const person = this.named(username);
    if (person === undefined) throw new ChatError('user_not_found');
    return person;
  }

  /** By username or e-mail address. Throws `invalid_credentials`. */
  login(name: string, password: string): Person {
    const person = this.named(name) ?? this.all.find(({ email }) => same(email, name));
    if (person?.password !== password) throw new ChatError('invalid_credentials');
    return person;
  }

  /** Throws `user_not_found`. */
  get(id: string): Person {
    const person = this.all.find((one) => one.id === id);
    if (person === undefined) throw new ChatError('user_not_found');
    return person;
  }

  /** Those whose username, or whose name from one of its words on, begins with `q`. */
  search(q: string): Person[] {
    const prefix = q.toLowerCase();
    return this.all.filter(({ username, name }) =>
      [username, name, ...name.split(' ')].some((term) => term.toLowerCase().startsWith(prefix)),
    );
  }

  /** Starts a session. */
  signIn(person: Person): TokenReply {
    const now = this.#now();
    const id = `ses_${person.username}_${this.#sessions.length + 1}`;
    const session: Session = { id, person, createdAt: now, lastUsedAt: now, ended: false, current: '' };
    this.#sessions.push(session);
    return this.#issue(session);
  }

  /** The sessions of a person that still stand, the one used last first. */
  sessions(person: Person): Session[] {
    const theirs = this.#sessions.filter((one) => one.person === person && !one.ended);
    return theirs.sort((a, b) => b.lastUsedAt - a.lastUsedAt);
  }

  /** Ends a session: none of its tokens is good for anything any more. */
  end(session: Session): void {
    session.ended = true;
    for (const [token, { id }] of this.#access) if (id === session.id) this.#access.delete(token);
  }

  /** The session that an access token belongs to. */
  sessionOf(token: string): Session | undefined {
    return this.#access.get(token);
  }

  /** The session that calls. Throws `unauthenticated`, `token_expired`, `invalid_token`. */
  authenticate(token: string | undefined): Session {
    if (token === undefined) throw new ChatError('unauthenticated');
    const session = this.#access.get(token);
    if (session === undefined) {
      throw new ChatError(this.#expired.has(token) ? 'token_expired' : 'invalid_token');
    }
    return session;
  }

  /** Also makes the token valid under the name that `token` gets in `name`. */
  alias(name: string, token: string): void {
    const session = this.#access.get(token);
    if (session) this.#access.set(name, session);
  }

  /** Trades a refresh token. One used before ends its session. Throws `invalid_refresh_token`, `refresh_token_reused`. */
  refresh(token: string, ended: (session: Session) => void): TokenReply {
    const session = this.#refresh.get(token);
    if (session === undefined || session.ended) throw new ChatError('invalid_refresh_token');
    if (token === session.previous?.token) return session.previous.reply;
    if (token !== session.current) {
      this.end(session);
      ended(session);
      throw new ChatError('refresh_token_reused');
    }
    session.lastUsedAt = this.#now();
    const reply = this.#issue(session);
    session.previous = { token, reply };
    return reply;
  }

  /** Ends the session of the refresh token. Throws `invalid_refresh_token`. */
  logout(caller: Person, refreshToken: string): Session {
    const session = this.#refresh.get(refreshToken);
    if (session?.person !== caller) throw new ChatError('invalid_refresh_token');
    this.end(session);
    return session;
  }

  /** Access tokens issued so far are refused from now on. */
  expireAccessTokens(): void {
    for (const token of this.#access.keys()) this.#expired.add(token);
    this.#access.clear();
  }

  /** Refresh tokens issued so far are refused from now on. */
  endSessions(): void {
    for (const session of this.#refresh.values()) session.ended = true;
  }

  /** Throws `cannot_block_self`, `user_not_found`. */
  block(person: Person, id: string): void {
    if (id === person.id) throw new ChatError('cannot_block_self');
    const { blocks } = person;
    if (!blocks.has(this.get(id).id)) blocks.set(id, this.#now());
  }

  /** Whom the person blocked, by id. */
  blockedBy({ blocks }: Person): BlockedUser[] {
    return [...blocks].sort().map(([blockedId, at]) => {
      const { id, username, name, avatar } = this.get(blockedId);
      return { id, username, name, avatar, blockedAt: wireTime(at) };
    });
  }

  update(person: Person, { name, avatar, about, privacy }: UpdateProfileRequest): void {
    if (name !== undefined) person.name = name;
    if (avatar !== undefined) person.avatar = avatar;
    if (about !== undefined) person.about = about;
    const given = Object.entries(privacy ?? {}).filter(([, audience]) => audience !== undefined);
    person.privacy = { ...person.privacy, ...Object.fromEntries(given) };
  }

  /** How the person wants to appear. What they do while invisible stays unknown. */
  setStatus(person: Person, status: OwnStatus): void {
    const [was, is] = [person.status === 'invisible', status === 'invisible'];
    const isHere = this.#isConnected(person);
    if (is && !was) person.shownUntil = isHere ? this.#now() : person.lastOnline;
    if (was && !is && !isHere) person.lastOnline = person.shownUntil;
    person.status = status;
  }

  /** A socket of the person opened. Returns whether watchers notice. */
  arrived(person: Person, isFirst: boolean): boolean {
    const now = this.#now();
    const inGrace = person.leftAt !== null && person.leftAt > now - graceMs;
    person.lastOnline = now;
    return isFirst && !inGrace && !isSecret(person);
  }

  /** A socket of the person gave a sign of life. */
  touch(person: Person): void {
    person.lastOnline = this.#now();
  }

  /** The last socket of the person closed. */
  left(person: Person): void {
    person.lastOnline = person.leftAt = this.#now();
  }

  /** How the person appears to another one, or to themselves. */
  presence(person: Person, viewer: 'self' | 'other'): Presence {
    const own = viewer === 'self';
    const online = this.#isConnected(person) && (own || !isSecret(person));
    const hidden = !own && person.privacy.presence === 'nobody';
    const lastOnline = !own && person.status === 'invisible' ? person.shownUntil : person.lastOnline;
    return {
      userId: person.id,
      online,
      status: online ? person.status : 'offline',
      lastOnline: hidden || lastOnline === null ? null : wireTime(lastOnline),
    };
  }

  /** How others see the person in lists. */
  summary(person: Person): UserSummary {
    const { id, username, name, avatar } = person;
    const { online, lastOnline } = this.presence(person, 'other');
    return { id, username, name, avatar, online, lastOnline };
  }

  profile(person: Person): UserProfile {
    const about = person.privacy.about === 'nobody' ? null : person.about;
    return { ...this.summary(person), about, createdAt: wireTime(person.createdAt) };
  }

  ownUser({ id, username, name, email, avatar, emailVerified, createdAt }: Person): OwnUser {
    const shown = { id, username, name, email, avatar, emailVerified };
    return { ...shown, role: 'user', createdAt: wireTime(createdAt) };
  }

  ownProfile(person: Person): OwnProfile {
    return { ...this.ownUser(person), about: person.about, privacy: person.privacy };
  }

  #create({ username, name, email, password, avatar }: RegisterRequest): Person {
    return {
      id: `usr_${username}`,
      username,
      name,
      email,
      password,
      avatar: avatar ?? null,
      about: '',
      privacy: {
        presence: 'everyone',
        about: 'everyone',
        avatar: 'everyone',
        receipts: 'everyone',
        messages: 'everyone',
        groups: 'everyone',
        forwards: 'everyone',
        linkPreviews: true,
      },
      blocks: new Map(),
      emailVerified: false,
      createdAt: this.#now(),
      status: 'online',
      lastOnline: null,
      shownUntil: null,
      leftAt: null,
    };
  }

  #issue(session: Session): TokenReply {
    const { username } = session.person;
    const token = `access-${username}-${++this.#tokens}`;
    const refreshToken = `refresh-${username}-${this.#tokens}`;
    session.current = refreshToken;
    this.#access.set(token, session);
    this.#refresh.set(refreshToken, session);
    return { token, refreshToken, expiresIn: this.expiresIn };
  }
}

const isSecret = ({ status, privacy }: Person) => status === 'invisible' || privacy.presence === 'nobody';
const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

export const wireTime = (milliseconds: number) => new Date(milliseconds).toISOString();
