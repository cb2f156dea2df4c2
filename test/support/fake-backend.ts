import type * as z from 'zod';
import {
  clientFrames,
  createConversationRequest,
  errorStatus,
  loginRequest,
  receiptRequest,
  refreshRequest,
  type clientFrame,
  type Conversation,
  type ErrorCode,
  type FieldError,
  type Message,
  type ServerEvent,
} from '../../shared/protocol/index.ts';

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
  messages: Message[];
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
    this.#refresh.clear();
  }

  /** Stores a message as if `username` had sent it from elsewhere, and pushes it. */
  say(conversationId: string, username: string, text: string): Message {
    return this.#store(this.#talk(conversationId), this.#person(username), { text });
  }

  messages(conversationId: string): Message[] {
    return this.#talk(conversationId).messages;
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
      return { status: 200, body: { ...this.#tokens(person), user: ownUser(person) } };
    }
    if (line === 'POST /auth/refresh') {
      const { refreshToken } = refreshRequest.parse(json);
      const person = this.#refresh.get(refreshToken);
      if (person === undefined) throw new Refusal('invalid_refresh_token');
      this.#refresh.delete(refreshToken);
      return { status: 200, body: this.#tokens(person) };
    }
    const caller = this.#access.get(token ?? '');
    if (caller === undefined) throw new Refusal('token_expired');
    if (line === 'POST /auth/logout') {
      if (!this.#refresh.delete(refreshRequest.parse(json).refreshToken))
        throw new Refusal('invalid_refresh_token');
      return { status: 204 };
    }
    if (line === 'GET /users/me') {
      return {
        status: 200,
        body: { ...ownUser(caller), about: '', privacy: { presence: 'everyone', about: 'everyone' } },
      };
    }
    if (line === 'GET /users') {
      const q = url.searchParams.get('q') ?? '';
      const found = this.#people.filter(({ username }) => username.startsWith(q));
      return { status: 200, body: { items: found.map(summary), nextCursor: null } };
    }
    if (line === 'POST /conversations') return this.#createConversation(caller, json);
    if (line === 'GET /conversations') {
      const items = this.#talks.filter(({ members }) => members.includes(caller));
      return { status: 200, body: { items: items.map(conversation), nextCursor: null } };
    }
    const [, id = '', rest = ''] = /^\w+ \/conversations\/([^/]+)(.*)$/.exec(line) ?? [];
    const talk = this.#talk(id);
    if (rest === '') return { status: 200, body: conversation(talk) };
    if (rest === '/messages') {
      const before = Number(url.searchParams.get('before') ?? Infinity);
      const after = Number(url.searchParams.get('after') ?? 0);
      const items = talk.messages.filter(({ seq }) => seq < before && seq > after);
      return {
        status: 200,
        body: { items: items.slice(-Number(url.searchParams.get('limit') ?? 50)), nextCursor: null },
      };
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
    if (name === undefined && same !== undefined) return { status: 200, body: conversation(same) };
    const talk: Talk = {
      id: `con_${++this.#count}`,
      name: name ?? null,
      members,
      messages: [],
      sentAs: new Map(),
    };
    this.#talks.push(talk);
    return { status: 201, body: conversation(talk) };
  }

  #tokens(person: Person) {
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
      const message = clientFrames[type].data.parse(data);
      const talk = this.#talk(message.conversationId);
      const key = `${person.id} ${message.clientId}`;
      const first = talk.sentAs.get(key);
      const stored = first ?? this.#store(talk, person, message, socket);
      talk.sentAs.set(key, stored);
      return { id: stored.id, seq: stored.seq, createdAt, duplicate: first !== undefined };
    }
    const { conversationId, seq } = clientFrames['receipt:read'].data.parse(data);
    this.#receipt(this.#talk(conversationId), person, type === 'receipt:read', seq);
    // more than the contract says, as a later version may
    return { extra: true };
  }

  #store(
    talk: Talk,
    sender: Person,
    { text, replyTo }: { text: string; replyTo?: string | null | undefined },
    from?: object,
  ): Message {
    const seq = talk.messages.length + 1;
    const message: Message = {
      id: `msg_${talk.id}_${seq}`,
      seq,
      conversationId: talk.id,
      senderId: sender.id,
      kind: 'text',
      text,
      attachments: [],
      replyTo: replyTo ?? null,
      createdAt,
      editedAt: null,
      deletedAt: null,
      status: 'sent',
    };
    talk.messages.push(message);
    for (const member of talk.members) this.deliver(member, { type: 'message:new', data: message }, from);
    return message;
  }

  #receipt(talk: Talk, person: Person, read: boolean, seq: number): void {
    const data = {
      conversationId: talk.id,
      userId: person.id,
      deliveredSeq: seq,
      readSeq: read ? seq : 0,
    };
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

function conversation({ id, name, members, messages }: Talk): Conversation {
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
    lastSeq: messages.length,
    unreadCount: 0,
    lastMessage: messages.at(-1) ?? null,
    me: { role: 'member', readSeq: 0, deliveredSeq: 0, notifications: 'all', joinedAt: createdAt },
  };
}
