import type * as z from 'zod';
import {
  clientFrames,
  createConversationRequest,
  errorStatus,
  loginRequest,
  receiptRequest,
  refreshRequest,
  sendMessageRequest,
  statusRequest,
  type ChangesPage,
  type clientFrame,
  type Conversation,
  type ErrorCode,
  type FieldError,
  type Message,
  type MessagePage,
  type ServerEvent,
  type SyncReply,
} from '../../../shared/protocol/index.ts';

/** How many entries the real server replays. */
const replayed = 500;
const createdAt = '2026-11-20T09:00:00.000Z';
export const fakePassword = 'correct horse';

export interface Person {
  id: string;
  username: string;
}
interface Talk {
  id: string;
  name: string | null;
  members: Person[];
  /** The last number given out; those without a message are in flight, or void. */
  lastSeq: number;
  messages: Message[];
  inFlight: Set<number>;
  /** Counts all changes of all conversations: where this one's last stands. */
  changed: number;
  receipts: Map<string, { deliveredSeq: number; readSeq: number }>;
  sentAs: Map<string, Message>;
}
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
export type Frame = z.infer<typeof clientFrame>;

export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldError[] | undefined;
  constructor(code: ErrorCode, fields?: FieldError[]) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}

/** What the fake server knows and does, whatever the wire. Anybody in `usernames` can sign in with `fakePassword`. */
export abstract class FakeBackend {
  /** The life of access tokens, in seconds; they are refused only after `expireAccessTokens`. */
  expiresIn = 900;
  readonly #people: Person[];
  readonly #talks: Talk[] = [];
  readonly #access = new Map<string, Person>();
  readonly #refresh = new Map<string, Person>();
  /** What each traded refresh token was answered with. */
  readonly #traded = new Map<string, ReturnType<FakeBackend['issueTokens']>>();
  #count = 0;

  constructor(usernames: string[]) {
    this.#people = usernames.map((username) => ({ id: `usr_${username}`, username }));
  }

  /** Pushes to every socket of a person but `except`. */
  protected abstract deliver(person: Person, event: ServerEvent, except?: object): void;

  /** Access tokens given out so far are refused from now on. */
  expireAccessTokens(): void {
    this.#access.clear();
  }

  /** Refresh tokens too. */
  revokeSessions(): void {
    this.expireAccessTokens();
    this.endSessions();
  }

  /** Refresh tokens alone: access tokens outlive their session over HTTP. */
  endSessions(): void {
    this.#refresh.clear();
  }

  /** Whether new messages are pushed. */
  pushes = true;
  /** Whether each message gets a time of its own, a second after the last one, instead of all the same. */
  timePasses = false;
  #seconds = 0;
  /** Conversations in one sync reply. */
  syncPage = 100;

  /** Stores a message as if `username` had sent it from elsewhere, and pushes it. */
  say(conversationId: string, username: string, text: string): Message {
    return this.#store(this.#talk(conversationId), this.#person(username), { text });
  }

  /** Stores a message as if a client of `username` had sent it, with its `clientId`; the answer gets lost. */
  sendAs(username: string, conversationId: string, message: { text: string; clientId: string }): void {
    this.#send(this.#talk(conversationId), this.#person(username), message);
  }

  /** Gives out a number whose message is still on its way; until `void`, changes end before it. */
  takeSeq(conversationId: string): number {
    const talk = this.#talk(conversationId);
    const seq = this.#nextSeq(talk);
    talk.inFlight.add(seq);
    return seq;
  }

  /** The message of a number arrives after all. */
  land(conversationId: string, username: string, seq: number, text: string): Message {
    const talk = this.#talk(conversationId);
    talk.inFlight.delete(seq);
    return this.#store(talk, this.#person(username), { text, seq });
  }

  /** The message of a number will never come. */
  void(conversationId: string, seq: number): void {
    this.#talk(conversationId).inFlight.delete(seq);
  }

  /** Forgets what came after a number, as a restored backup does. */
  loseAfter(conversationId: string, seq: number): void {
    const talk = this.#talk(conversationId);
    talk.lastSeq = seq;
    talk.messages = talk.messages.filter((message) => message.seq <= seq);
    talk.changed = ++this.#count;
  }

  /** Everything about the messages of a conversation, or what one member sees of them. */
  messages(conversationId: string, username?: string): Message[] {
    const { messages } = this.#talk(conversationId);
    if (username === undefined) return messages;
    const viewer = this.#person(username);
    return messages.map((message) => seenBy(viewer, message));
  }

  /** Who an access token belongs to. */
  protected bearer(token: string): Person | undefined {
    return this.#access.get(token);
  }

  #person(username: string): Person {
    const person = this.#people.find((one) => one.username === username);
    if (person === undefined) throw new Refusal('user_not_found');
    return person;
  }

  #talk(id: string): Talk {
    const talk = this.#talks.find((one) => one.id === id);
    if (talk === undefined) throw new Refusal('conversation_not_found');
    return talk;
  }

  protected answer(line: string, url: URL, token: string | undefined, body: string): Reply {
    try {
      return this.#route(line, url, token, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return problem(error.code, error.fields);
    }
  }

  #route(line: string, url: URL, token: string | undefined, body: string): Reply {
    const json: unknown = body === '' ? {} : JSON.parse(body);
    if (line === 'POST /auth/login') {
      const { username, password } = loginRequest.parse(json);
      const person = this.#people.find((one) => one.username === username);
      if (person === undefined || password !== fakePassword) throw new Refusal('invalid_credentials');
      return { status: 200, body: { ...this.issueTokens(person), user: ownUser(person) } };
    }
    if (line === 'POST /auth/refresh') {
      const { refreshToken } = refreshRequest.parse(json);
      const person = this.#refresh.get(refreshToken);
      if (person === undefined) {
        // The one traded last is answered again.
        const reply = this.#traded.get(refreshToken);
        if (reply === undefined || !this.#refresh.has(reply.refreshToken))
          throw new Refusal('invalid_refresh_token');
        return { status: 200, body: reply };
      }
      this.#refresh.delete(refreshToken);
      const reply = this.issueTokens(person);
      this.#traded.set(refreshToken, reply);
      return { status: 200, body: reply };
    }
    const caller = this.#access.get(token ?? '');
    if (caller === undefined) throw new Refusal('token_expired');
    if (line === 'POST /auth/logout') {
      let { refreshToken } = refreshRequest.parse(json);
      for (let next; (next = this.#traded.get(refreshToken));) refreshToken = next.refreshToken;
      if (!this.#refresh.delete(refreshToken)) throw new Refusal('invalid_refresh_token');
      return { status: 204 };
    }
    if (line === 'GET /health') return { status: 200, body: { status: 'ok' } };
    if (line === 'PUT /users/me/status') return { status: 200, body: statusRequest.parse(json) };
    if (line === 'GET /sync') {
      return { status: 200, body: this.#sync(caller, url.searchParams.get('cursor') ?? undefined) };
    }
    if (line === 'GET /users/me') {
      return {
        status: 200,
        body: { ...ownUser(caller), about: '', privacy: { presence: 'everyone', about: 'everyone' } },
      };
    }
    const [, userId] = /^GET \/users\/([^/]+)$/.exec(line) ?? [];
    if (userId !== undefined) {
      const person = this.#people.find(({ id }) => id === userId);
      if (person === undefined) throw new Refusal('user_not_found');
      return { status: 200, body: { ...summary(person), about: null, createdAt } };
    }
    if (line === 'GET /users') {
      const q = url.searchParams.get('q') ?? '';
      const found = this.#people.filter(({ username }) => username.startsWith(q));
      return { status: 200, body: { items: found.map(summary), nextCursor: null } };
    }
    if (line === 'POST /conversations') return this.#createConversation(caller, json);
    if (line === 'GET /conversations') {
      const limit = Number(url.searchParams.get('limit') ?? 50);
      const mine = this.#talks.filter(({ members }) => members.includes(caller)).sort(byActivity);
      const cursor = url.searchParams.get('cursor');
      const rest = cursor === null ? mine : mine.filter((talk) => placeOf(talk) > cursor);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        status: 200,
        body: {
          items: page.map((talk) => conversation(talk, caller)),
          nextCursor: last !== undefined && rest.length > page.length ? placeOf(last) : null,
        },
      };
    }
    const [, id = '', rest = ''] = /^\w+ \/conversations\/([^/]+)(.*)$/.exec(line) ?? [];
    const talk = this.#talk(id);
    if (rest === '') return { status: 200, body: conversation(talk, caller) };
    if (rest === '/messages') {
      const before = Number(url.searchParams.get('before') ?? Infinity);
      const after = Number(url.searchParams.get('after') ?? 0);
      if (line.startsWith('POST')) return this.#post(talk, caller, json);
      return { status: 200, body: seenInPage(caller, history(talk, url.searchParams, before, after)) };
    }
    if (rest === '/changes') {
      const limit = Number(url.searchParams.get('limit') ?? 50);
      const page = changes(talk, Number(url.searchParams.get('after')), limit);
      return { status: 200, body: seenInPage(caller, page) };
    }
    if (rest === '/receipts') {
      const items = [...talk.receipts].map(([userId, marks]) => ({ userId, ...marks }));
      return { status: 200, body: { items, nextCursor: null } };
    }
    this.#receipt(talk, caller, rest === '/read', receiptRequest.parse(json)?.seq ?? 0);
    return { status: 200, body: { ok: true } };
  }

  #createConversation(caller: Person, json: unknown): Reply {
    const { participantUsernames, name } = createConversationRequest.parse(json);
    const unknown = participantUsernames.filter(
      (username) => !this.#people.some((one) => one.username === username),
    );
    if (unknown.length > 0) {
      throw new Refusal(
        'unknown_usernames',
        unknown.map((username) => ({
          path: `participantUsernames.${participantUsernames.indexOf(username)}`,
          message: username,
        })),
      );
    }
    const members = [caller, ...participantUsernames.map((username) => this.#person(username))];
    const same = this.#talks.find(
      (talk) => talk.name === null && members.every((one) => talk.members.includes(one)),
    );
    if (name === undefined && same !== undefined) return { status: 200, body: conversation(same, caller) };
    const talk: Talk = {
      id: `con_${++this.#count}`,
      name: name ?? null,
      members,
      lastSeq: 0,
      messages: [],
      inFlight: new Set(),
      changed: ++this.#count,
      receipts: new Map(),
      sentAs: new Map(),
    };
    this.#talks.push(talk);
    for (const member of members) {
      const data = conversation(talk, member);
      if (member !== caller) this.deliver(member, { type: 'conversation:new', data });
    }
    return { status: 201, body: conversation(talk, caller) };
  }

  /** An access token as a server beside this one gets it for `username`, with its expiry as a JWT has it. */
  accessToken(username: string, expiresAtMs?: number): string {
    const { token } = this.issueTokens(this.#person(username));
    if (expiresAtMs === undefined) return token;
    const claims = Buffer.from(JSON.stringify({ exp: expiresAtMs / 1_000 })).toString('base64url');
    const jwt = `header.${claims}.${token}`;
    this.#access.set(jwt, this.#person(username));
    return jwt;
  }

  protected issueTokens(person: Person) {
    const token = `access-${person.username}-${++this.#count}`;
    const refreshToken = `refresh-${person.username}-${this.#count}`;
    this.#access.set(token, person);
    this.#refresh.set(refreshToken, person);
    return { token, refreshToken, expiresIn: this.expiresIn };
  }

  /** The ack's data. Throws a `Refusal`. */
  protected handle(person: Person, { type, data }: Frame, socket: object): object {
    if (type === 'ping') return { serverTime: createdAt };
    if (type === 'message:send') {
      const { conversationId, ...message } = clientFrames[type].data.parse(data);
      const stored = this.#send(this.#talk(conversationId), person, message, socket);
      return { id: stored.id, seq: stored.seq, createdAt: stored.createdAt, duplicate: stored.duplicate };
    }
    if (type === 'sync') return this.#sync(person, clientFrames.sync.data.parse(data)?.cursor);
    if (type === 'presence:watch') {
      const { userIds } = clientFrames[type].data.parse(data);
      return {
        users: userIds.map((userId) => ({
          userId,
          online: false,
          status: 'offline' as const,
          lastOnline: null,
        })),
      };
    }
    if (type === 'typing') {
      const { conversationId, typing } = clientFrames.typing.data.parse(data);
      const others = this.#talk(conversationId).members.filter((member) => member !== person);
      const event = { type: 'typing' as const, data: { conversationId, userId: person.id, typing } };
      for (const member of others) this.deliver(member, event);
      return {};
    }
    const { conversationId, seq } = clientFrames['receipt:read'].data.parse(data);
    this.#receipt(this.#talk(conversationId), person, type === 'receipt:read', seq);
    // more than the contract says, as a later version may
    return { extra: true };
  }

  #nextSeq(talk: Talk): number {
    talk.changed = ++this.#count;
    return ++talk.lastSeq;
  }

  #send(
    talk: Talk,
    sender: Person,
    message: { text: string; clientId?: string | undefined; replyTo?: string | null | undefined },
    from?: object,
  ) {
    const key = `${sender.id} ${message.clientId ?? ++this.#count}`;
    const first = talk.sentAs.get(key);
    const stored = first ?? this.#store(talk, sender, message, from);
    talk.sentAs.set(key, stored);
    return { ...stored, duplicate: first !== undefined };
  }

  #post(talk: Talk, sender: Person, json: unknown): Reply {
    const stored = this.#send(talk, sender, sendMessageRequest.parse(json));
    const { id, seq, duplicate } = stored;
    return { status: duplicate ? 200 : 201, body: { id, seq, createdAt: stored.createdAt } };
  }

  /** The cursor says up to which change, and within one sync up to which conversation. */
  #sync(person: Person, cursor: string | undefined): SyncReply {
    const [since = 0, skip = 0, until = this.#count] = (cursor?.split(' ') ?? []).map(Number);
    if (Number.isNaN(since)) throw new Refusal('invalid_cursor');
    const mine = this.#talks.filter(({ members, changed }) => members.includes(person) && changed > since);
    const shown = mine.slice(skip, skip + this.syncPage);
    const hasMore = skip + shown.length < mine.length;
    return {
      conversations: shown.map((talk) => ({
        id: talk.id,
        lastSeq: talk.lastSeq,
        ...marksOf(talk, person),
        unreadCount: unreadCount(talk, person),
      })),
      cursor: hasMore ? `${since} ${skip + shown.length} ${until}` : String(until),
      hasMore,
    };
  }

  #store(
    talk: Talk,
    sender: Person,
    {
      text,
      replyTo,
      clientId,
      seq = this.#nextSeq(talk),
    }: {
      text: string;
      replyTo?: string | null | undefined;
      clientId?: string | undefined;
      seq?: number;
    },
    from?: object,
  ): Message {
    const message: Message = {
      id: `msg_${talk.id}_${seq}`,
      seq,
      conversationId: talk.id,
      senderId: sender.id,
      kind: 'text',
      text,
      attachments: [],
      replyTo: replyTo ?? null,
      createdAt: this.timePasses ? secondsLater(++this.#seconds) : createdAt,
      editedAt: null,
      deletedAt: null,
      status: 'sent',
      ...(clientId !== undefined && { clientId }),
    };
    talk.messages = [...talk.messages, message].sort((a, b) => a.seq - b.seq);
    for (const member of this.pushes ? talk.members : []) {
      this.deliver(member, { type: 'message:new', data: seenBy(member, message) }, from);
    }
    return message;
  }

  #receipt(talk: Talk, person: Person, read: boolean, seq: number): void {
    const before = talk.receipts.get(person.id) ?? { deliveredSeq: 0, readSeq: 0 };
    const readSeq = read ? Math.max(before.readSeq, seq) : before.readSeq;
    const marks = { deliveredSeq: Math.max(before.deliveredSeq, readSeq, seq), readSeq };
    talk.receipts.set(person.id, marks);
    talk.changed = ++this.#count;
    const data = { conversationId: talk.id, userId: person.id, ...marks };
    for (const member of talk.members) this.deliver(member, { type: 'receipt', data });
  }
}

/** A problem reply with this code. */
export function problem(code: ErrorCode, errors?: FieldError[]): Reply {
  const status = errorStatus[code];
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: {
      type: 'about:blank',
      title: code,
      status,
      detail: `refused: ${code}`,
      code,
      requestId: 'req_1',
      errors,
    },
  };
}

const summary = ({ id, username }: Person) => ({
  id,
  username,
  name: username,
  avatar: null,
  online: false,
  lastOnline: null,
});

const ownUser = ({ id, username }: Person) => ({
  id,
  username,
  name: username,
  email: `${username}@example.com`,
  avatar: null,
  role: 'user',
  emailVerified: true,
  createdAt,
});

/** What a message was sent under is for its sender only. */
function seenBy(viewer: Person, { clientId, ...message }: Message): Message {
  const own = message.senderId === viewer.id && clientId !== undefined;
  return { ...message, ...(own && { clientId }) };
}

function seenInPage<P extends { items: Message[] }>(viewer: Person, page: P): P {
  return { ...page, items: page.items.map((message) => seenBy(viewer, message)) };
}

/** A cursor goes on where its page ended: `>7` with what comes after, `<7` with what comes before. */
function history({ messages }: Talk, query: URLSearchParams, before: number, after: number): MessagePage {
  const limit = Number(query.get('limit') ?? 50);
  const cursor = query.get('cursor');
  const to = cursor?.startsWith('<') ? Number(cursor.slice(1)) : before;
  const from = cursor?.startsWith('>') ? Number(cursor.slice(1)) : after;
  const items = messages.filter(({ seq }) => seq < to && seq > from);
  const more = items.length > limit;
  if (query.has('after') || cursor?.startsWith('>')) {
    const page = items.slice(0, limit);
    return { items: page, nextCursor: more ? `>${page.at(-1)?.seq}` : null };
  }
  const page = items.slice(-limit);
  return { items: page, nextCursor: more ? `<${page[0]?.seq}` : null };
}

function changes({ lastSeq, messages, inFlight }: Talk, after: number, limit: number): ChangesPage {
  const reset = { items: [], upTo: lastSeq, hasMore: false, reset: true };
  if (after > lastSeq || lastSeq - after > replayed) return reset;
  const firstInFlight = Math.min(Infinity, ...[...inFlight].filter((seq) => seq > after));
  const end = Math.min(lastSeq, firstInFlight - 1);
  const all = messages.filter(({ seq }) => seq > after && seq <= end);
  const items = all.slice(0, limit);
  const hasMore = all.length > items.length;
  return { items, upTo: hasMore ? (items.at(-1)?.seq ?? end) : end, hasMore, reset: false };
}

const secondsLater = (seconds: number) => new Date(Date.parse(createdAt) + seconds * 1_000).toISOString();

/** Newest activity first, and by id where that is equal; in an order that text has. */
function placeOf({ id, messages }: Talk): string {
  const at = Date.parse(messages.at(-1)?.createdAt ?? createdAt);
  return `${String(9e12 - at)} ${id}`;
}
const byActivity = (a: Talk, b: Talk) => (placeOf(a) < placeOf(b) ? -1 : 1);

const marksOf = ({ receipts }: Talk, viewer: Person) =>
  receipts.get(viewer.id) ?? { deliveredSeq: 0, readSeq: 0 };

/** Messages of others that a member has not read. */
function unreadCount(talk: Talk, viewer: Person): number {
  const { readSeq } = marksOf(talk, viewer);
  return talk.messages.filter(({ seq, senderId }) => seq > readSeq && senderId !== viewer.id).length;
}

function conversation(talk: Talk, viewer: Person): Conversation {
  const { id, name, members, messages, lastSeq } = talk;
  const last = messages.at(-1);
  return {
    id,
    isGroup: name !== null,
    name,
    avatar: null,
    about: null,
    createdAt,
    createdBy: members[0]?.id ?? '',
    memberCount: members.length,
    participants: members.map((person) => ({ ...summary(person), role: 'member' as const })),
    lastSeq,
    unreadCount: unreadCount(talk, viewer),
    lastMessage: last ? seenBy(viewer, last) : null,
    me: { role: 'member', ...marksOf(talk, viewer), notifications: 'all', joinedAt: createdAt },
  };
}
