import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocketServer, type WebSocket } from 'ws';
import type * as z from 'zod';
import {
  clientFrame,
  clientFrames,
  createConversationRequest,
  errorStatus,
  loginRequest,
  receiptRequest,
  refreshRequest,
  type Conversation,
  type ErrorCode,
  type FieldError,
  type Message,
  type ServerEvent,
} from '../../shared/protocol/index.ts';

const createdAt = '2026-11-20T09:00:00.000Z';
export const fakePassword = 'correct horse';

interface Person {
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
interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
type Frame = z.infer<typeof clientFrame>;

class Refusal extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldError[] | undefined;
  constructor(code: ErrorCode, fields?: FieldError[]) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}

/**
 * A server for client tests that keeps to the contract, in memory, and misbehaves on request. Anybody named in
 * `usernames` can sign in with `fakePassword`.
 */
export class FakeServer {
  /** Every request so far, as `POST /auth/login`, and every frame's type. */
  readonly requests: string[] = [];
  readonly frames: Frame[] = [];
  /** Answers instead of the server when it returns a reply (or the promise of one). */
  intercept: (request: string) => Reply | Promise<Reply> | undefined = () => undefined;
  /** What happens to a frame: handled, handled without an ack, ignored, or answered by closing the socket. */
  onFrame: (frame: Frame) => 'handle' | 'no-ack' | 'drop' | 'close' | ErrorCode = () => 'handle';
  refuseSockets = false;
  expiresIn = 900;
  readonly handshakes: string[] = [];
  readonly #people: Person[];
  readonly #talks: Talk[] = [];
  readonly #access = new Map<string, Person>();
  readonly #refresh = new Map<string, Person>();
  readonly #sockets = new Map<WebSocket, Person>();
  readonly #http = createServer((request, response) => void this.#serve(request, response));
  readonly #ws = new WebSocketServer({ noServer: true, handleProtocols: () => 'chat.v1' });
  #count = 0;

  constructor(usernames: string[]) {
    this.#people = usernames.map((username) => ({ id: `usr_${username}`, username }));
    this.#http.on('upgrade', (request, socket, head) => {
      const offered = request.headers['sec-websocket-protocol'] ?? '';
      this.handshakes.push(offered);
      const person = this.#access.get(offered.split(/, */)[1]?.replace('bearer.', '') ?? '');
      if (person === undefined || this.refuseSockets) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
        return;
      }
      this.#ws.handleUpgrade(request, socket, head, (ws) => this.#welcome(ws, person));
    });
  }

  static async start(...usernames: string[]): Promise<FakeServer> {
    const server = new FakeServer(usernames);
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  async stop(): Promise<void> {
    this.closeSockets();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  /** Access tokens given out so far are refused from now on. */
  expireAccessTokens(): void {
    this.#access.clear();
  }

  /** Refresh tokens too. */
  revokeSessions(): void {
    this.expireAccessTokens();
    this.#refresh.clear();
  }

  /** Breaks every socket, without a closing handshake. */
  closeSockets(): void {
    for (const ws of this.#sockets.keys()) ws.terminate();
  }

  /** Pushes to every socket of a person; text goes out as it is. */
  push(username: string, event: ServerEvent | string): void {
    for (const [ws, person] of this.#sockets) {
      if (person.username === username) ws.send(typeof event === 'string' ? event : JSON.stringify(event));
    }
  }

  /** Stores a message as if `username` had sent it from elsewhere, and pushes it. */
  say(conversationId: string, username: string, text: string): Message {
    return this.#store(this.#talk(conversationId), this.#person(username), { text }, undefined);
  }

  messages(conversationId: string): Message[] {
    return this.#talk(conversationId).messages;
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

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const line = `${request.method} ${url.pathname.replace('/v1', '')}`;
    this.requests.push(line);
    const body = await text(request);
    const reply = await (this.intercept(line) ?? this.#answer(line, url, request, body));
    response.writeHead(reply.status, { 'x-request-id': 'req_1', ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }

  #answer(line: string, url: URL, request: IncomingMessage, body: string): Reply {
    try {
      return this.#route(line, url, request.headers.authorization?.replace('Bearer ', ''), body);
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
    this.#receipt(talk, caller, rest === '/read', receiptRequest.parse(json).seq ?? 0);
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

  #welcome(ws: WebSocket, person: Person): void {
    this.#sockets.set(ws, person);
    ws.on('close', () => this.#sockets.delete(ws));
    ws.on('message', (data: Buffer) => this.#frame(ws, person, data.toString()));
  }

  #frame(ws: WebSocket, person: Person, json: string): void {
    const frame = clientFrame.parse(JSON.parse(json));
    this.frames.push(frame);
    const fate = this.onFrame(frame);
    const answer = (reply: object) => ws.send(JSON.stringify({ id: frame.id, ...reply }));
    const refuse = (code: ErrorCode) =>
      answer({ type: 'error', error: { code, message: `refused: ${code}` } });
    if (fate === 'drop') return;
    if (fate === 'close') {
      ws.terminate();
      return;
    }
    if (fate !== 'handle' && fate !== 'no-ack') {
      refuse(fate);
      return;
    }
    try {
      const data = this.#handle(ws, person, frame);
      if (fate === 'handle') answer({ type: 'ack', data });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(error.code);
    }
  }

  #handle(ws: WebSocket, person: Person, { type, data }: Frame): object {
    if (type === 'ping') return { serverTime: createdAt };
    if (type === 'message:send') {
      const message = clientFrames[type].data.parse(data);
      const talk = this.#talk(message.conversationId);
      const key = `${person.id} ${message.clientId}`;
      const first = talk.sentAs.get(key);
      const stored = first ?? this.#store(talk, person, message, ws);
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
    from: WebSocket | undefined,
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
    for (const [ws, person] of this.#sockets) {
      if (ws !== from && talk.members.includes(person)) {
        ws.send(JSON.stringify({ type: 'message:new', data: message }));
      }
    }
    return message;
  }

  #receipt(talk: Talk, person: Person, read: boolean, seq: number): void {
    const data = {
      conversationId: talk.id,
      userId: person.id,
      deliveredSeq: seq,
      readSeq: read ? seq : 0,
    };
    for (const { username } of talk.members) this.push(username, { type: 'receipt', data });
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
