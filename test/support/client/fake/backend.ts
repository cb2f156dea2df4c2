import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import { validate } from '../../../../functions/middleware/validate.ts';
import type { GivenContent } from '../../../../shared/messages/content/content.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import {
  clientFrames,
  type AppendedReply,
  type AppendRequest,
  type clientFrame,
  type Conversation,
  type CreateConversationRequest,
  type Message,
  type MessageChange,
  type Notification,
  type OpenedStream,
  type Reminder,
  type ScheduledMessage,
  type ServerEvent,
  type SessionEndReason,
  type SessionList,
  type SyncReply,
} from '../../../../shared/protocol/index.ts';
import { checkPassword, FakeLinks } from './links.ts';
import { FakeLater, type Reminding, type Waiting } from './later.ts';
import { FakeNotifications } from './notifications.ts';
import { FakePasskeys } from './passkeys.ts';
import { FakeProviders } from './providers.ts';
import { FakeSecondFactors } from './second-factor.ts';
import { FakePeople, wireTime, type Person, type Session } from './people.ts';
import { FakeMedia } from './media.ts';
import { contentIn, counted, sentContent, storeVote } from './polls.ts';
import { answerTo, type Answers, type Asked, type Reply } from './routes.ts';
import {
  byActivity,
  changes,
  gallery,
  history,
  marksOf,
  readBy,
  placeOf,
  seenBy,
  saidIn,
  unread,
  viewConversation,
  type Said,
  type Talk,
} from './talks.ts';

export type Frame = z.infer<typeof clientFrame>;
export { fakePassword } from './people.ts';
export { problem } from './routes.ts';

interface Outgoing extends Said, GivenContent {
  clientId?: string | undefined;
  attachments?: readonly string[] | undefined;
  replyTo?: string | null | undefined;
  repeat?: boolean | undefined;
  streaming?: true;
}

/**
 * What the fake server knows and does, whatever the wire: what `test/contract/fake-server.test.ts` finds the real one to
 * do, as long as no misbehaviour is switched on. All of `usernames` can sign in with `fakePassword`.
 */
export abstract class FakeBackend {
  /** The time in milliseconds since the epoch. It stands still unless a test sets another clock. */
  now: () => number = () => Date.parse('2026-11-20T09:00:00.000Z');
  /** Whether new messages are pushed. */
  pushes = true;
  /** Whether each message gets a time of its own, a second after the last one, instead of that of the clock. */
  timePasses = false;
  /** Conversations in one sync reply. */
  syncPage = 100;
  readonly media = new FakeMedia();
  readonly notifications = new FakeNotifications((person, event) => this.deliver(person, event));
  readonly #people: FakePeople;
  readonly #links: FakeLinks;
  readonly #secondFactors = new FakeSecondFactors(() => this.now());
  readonly #passkeys = new FakePasskeys(() => this.now());
  readonly #providers = new FakeProviders(() => this.now());
  readonly #later = new FakeLater(() => this.now(), this.media);
  readonly #talks: Talk[] = [];
  readonly #sentAs = new Map<string, Message>();
  /** When messages that are being written were stored last, by id. */
  readonly #checkpoints = new Map<string, number>();
  /** Whom each socket watches. */
  readonly #watches = new Map<object, { watcher: Person; userIds: readonly string[] }>();
  readonly #answers: Answers = {
    register: ({ body }) => {
      checkPassword(body.password, 'password');
      const person = this.#people.register(body);
      this.#links.verification(person);
      return this.#signIn(201, person);
    },
    login: ({ body }) => {
      const person = this.#people.login(body.username, body.password);
      this.#secondFactors.check(person, body.code);
      return this.#signIn(200, person);
    },
    getSecondFactor: ({ caller }) => ok(this.#secondFactors.get(caller)),
    setUpSecondFactor: ({ caller, body }) => ok(this.#secondFactors.setUp(caller, body)),
    turnOnSecondFactor: ({ caller, body }) => ok(this.#secondFactors.turnOn(caller, body.code)),
    turnOffSecondFactor: ({ caller, body }) => {
      this.#secondFactors.turnOff(caller, body);
      return { status: 204 };
    },
    renewRecoveryCodes: ({ caller, body }) => ok(this.#secondFactors.renewRecoveryCodes(caller, body)),
    listPasskeys: ({ caller }) => ok({ items: this.#passkeys.list(caller), nextCursor: null }),
    beginPasskey: ({ caller, body }) => {
      this.#secondFactors.confirm(caller, body);
      return ok(this.#passkeys.beginAdding(caller));
    },
    addPasskey: ({ caller, body }) => ({ status: 201, body: this.#passkeys.add(caller, body) }),
    removePasskey: ({ caller, params, body }) => {
      this.#secondFactors.confirm(caller, body);
      this.#passkeys.remove(caller, params.id);
      return { status: 204 };
    },
    beginPasskeySignIn: () => ok(this.#passkeys.beginSignIn()),
    signInWithPasskey: ({ body }) => this.#signIn(200, this.#passkeys.signIn(body)),
    listProviders: () => ok({ items: this.#providers.list, nextCursor: null }),
    startProviderSignIn: ({ params }) => ok(this.#providers.begin(params.id)),
    finishProviderSignIn: ({ body }) => {
      const found = this.#providers.signIn(body);
      if ('needs' in found) return ok({ auth: null, pending: found });
      if (!this.#secondFactors.get(found).on) {
        return ok({ auth: this.#signIn(200, found).body, pending: null });
      }
      const token = this.#providers.keepPending(found.id);
      const nothing = { email: null, username: '', name: '' };
      return ok({ auth: null, pending: { needs: 'code', token, expiresIn: 600, ...nothing } });
    },
    confirmProviderSignIn: ({ body }) => {
      const person = this.#people.get(this.#providers.pendingOf(body.token));
      this.#secondFactors.check(person, body.code);
      return this.#signIn(200, person);
    },
    signUpWithProvider: ({ body }) => {
      const subject = this.#providers.pendingOf(body.token);
      const person = this.#people.register({
        username: body.username,
        name: body.name,
        email: `${subject}@example.com`,
        password: '',
      });
      person.emailVerified = true;
      this.#providers.add(person, subject);
      return this.#signIn(201, person);
    },
    listIdentities: ({ caller }) => ok({ items: this.#providers.of(caller), nextCursor: null }),
    startIdentity: ({ caller, params, body }) => {
      this.#secondFactors.confirm(caller, body);
      return ok(this.#providers.begin(params.id, caller));
    },
    addIdentity: ({ caller, body }) => ({ status: 201, body: this.#providers.connect(caller, body) }),
    removeIdentity: ({ caller, params, body }) => {
      this.#secondFactors.confirm(caller, body);
      this.#providers.remove(caller, params.id);
      return { status: 204 };
    },
    refresh: ({ body }) =>
      ok(this.#people.refresh(body.refreshToken, (session) => this.endSockets(session, 'session_revoked'))),
    logout: ({ caller, body }) => {
      this.endSockets(this.#people.logout(caller, body.refreshToken), 'signed_out');
      return { status: 204 };
    },
    forgotPassword: ({ body }) => {
      this.#links.forgotPassword(body.email);
      return { status: 202 };
    },
    resetPassword: ({ body }) => {
      this.#links.resetPassword(body);
      return { status: 204 };
    },
    changePassword: ({ session, body }) => {
      if (session.person.password === body.currentPassword)
        this.#secondFactors.check(session.person, body.code);
      this.#links.changePassword(session, body);
      return { status: 204 };
    },
    verifyEmail: ({ body }) => {
      this.#links.verifyEmail(body.token);
      return { status: 204 };
    },
    resendVerification: ({ caller }) => {
      this.#links.verification(caller);
      return { status: 202 };
    },
    changeEmail: ({ caller, body }) => {
      if (caller.password === body.password) this.#secondFactors.check(caller, body.code);
      this.#links.changeEmail(caller, body);
      return { status: 202 };
    },
    listSessions: ({ session }) => ok(this.#sessions(session)),
    endSession: ({ caller, params }) => {
      const session = this.#people.sessions(caller).find(({ id }) => id === params.id);
      if (session === undefined) throw new ChatError('session_not_found');
      this.#people.end(session);
      this.endSockets(session, 'session_revoked');
      return { status: 204 };
    },
    endSessions: ({ session, query }) => {
      this.#links.endSessions(session.person, query.except && session.id);
      return { status: 204 };
    },
    health: () => ok({ status: 'ok' }),
    getOwnProfile: ({ caller }) => ok(this.#people.ownProfile(caller)),
    updateOwnProfile: ({ caller, body }) => {
      this.#changeAppearance(caller, () => this.#people.update(caller, body));
      return ok(this.#people.ownProfile(caller));
    },
    setStatus: ({ caller, body }) => {
      this.#changeAppearance(caller, () => this.#people.setStatus(caller, body.status));
      this.deliver(caller, { type: 'presence:update', data: this.#people.presence(caller, 'self') });
      return ok(body);
    },
    listNotifications: ({ caller }) => {
      const items = this.notifications.of(caller);
      return ok({ items, nextCursor: null, unreadCount: items.length });
    },
    readNotifications: ({ caller, body }) => {
      this.notifications.read(caller, body);
      return ok({ ok: true });
    },
    getNotificationSettings: ({ caller }) => ok(this.notifications.settings(caller)),
    updateNotificationSettings: ({ caller, body }) => ok(this.notifications.update(caller, body)),
    listBlocks: ({ caller }) => ok({ items: this.#people.blockedBy(caller), nextCursor: null }),
    blockUser: ({ caller, params }) => {
      this.#people.block(caller, params.userId);
      return { status: 204 };
    },
    unblockUser: ({ caller, params }) => {
      caller.blocks.delete(params.userId);
      return { status: 204 };
    },
    getUser: ({ params }) => ok(this.#people.profile(this.#people.get(params.id))),
    searchUsers: ({ query }) => {
      const items = this.#people.search(query.q).map((person) => this.#people.summary(person));
      return ok({ items, nextCursor: null });
    },
    createConversation: ({ caller, body }) => this.#createConversation(caller, body),
    listConversations: ({ caller, query }) => this.#listConversations(caller, query),
    getConversation: ({ caller, params }) => ok(this.#view(this.#talkOf(params.id, caller), caller)),
    listMedia: ({ query }) => ok({ items: this.media.list(query.ids) }),
    listConversationMedia: ({ caller, params, query }) =>
      ok(gallery(this.#talkOf(params.id, caller), query.kind)),
    listMessages: ({ caller, params, query }) => ok(history(this.#talkOf(params.id, caller), caller, query)),
    sendMessage: ({ caller, params, body }) => {
      const { duplicate, ...reply } = sentReply(this.#send(this.#talkOf(params.id, caller), caller, body));
      return { status: duplicate ? 200 : 201, body: reply };
    },
    getMessage: ({ caller, params }) => {
      const talk = this.#talkOf(params.id, caller);
      return ok(readBy(talk, caller, this.#messageOf(talk, params.seq)));
    },
    editMessage: ({ caller, params, body }) =>
      ok(this.#edit(this.#talkOf(params.id, caller), caller, params.seq, body)),
    openStream: ({ caller, params, body }) => {
      const { duplicate, ...reply } = this.#open(this.#talkOf(params.id, caller), caller, body);
      return { status: duplicate ? 200 : 201, body: reply };
    },
    appendToStream: ({ caller, params, body }) =>
      ok(this.#append(this.#talkOf(params.id, caller), caller, params.seq, body)),
    closeStream: ({ caller, params, body }) =>
      ok(this.#close(this.#talkOf(params.id, caller), caller, params.seq, body)),
    stopStream: ({ caller, params }) => ok(this.#stop(this.#talkOf(params.id, caller), caller, params.seq)),
    deleteMessage: ({ caller, params }) => {
      this.#delete(this.#talkOf(params.id, caller), caller, params.seq);
      return { status: 204 };
    },
    addReaction: ({ caller, params }) =>
      ok(this.#react(this.#talkOf(params.id, caller), caller, params.seq, params.emoji, true)),
    removeReaction: ({ caller, params }) =>
      ok(this.#react(this.#talkOf(params.id, caller), caller, params.seq, params.emoji, false)),
    removePreview: ({ caller, params }) =>
      ok(this.#removePreview(this.#talkOf(params.id, caller), caller, params.seq)),
    vote: ({ caller, params, body }) =>
      ok(this.#vote(this.#talkOf(params.id, caller), caller, params.seq, body.options)),
    closePoll: ({ caller, params }) =>
      ok(this.#closePoll(this.#talkOf(params.id, caller), caller, params.seq)),
    listChanges: ({ caller, params, query }) =>
      ok(changes(this.#talkOf(params.id, caller), caller, query.after, query.limit)),
    listReceipts: ({ caller, params }) => {
      const talk = this.#talkOf(params.id, caller);
      const items = talk.members.map((member) => ({ userId: member.id, ...marksOf(talk, member) }));
      return ok({ items, nextCursor: null });
    },
    markDelivered: ({ caller, params, body }) => {
      this.#receipt(this.#talkOf(params.id, caller), caller, 'deliveredSeq', body?.seq);
      return ok({ ok: true });
    },
    markRead: ({ caller, params, body }) => {
      this.#receipt(this.#talkOf(params.id, caller), caller, 'readSeq', body?.seq);
      return ok({ ok: true });
    },
    sync: ({ caller, query }) => ok(this.#sync(caller, query.cursor)),
    scheduleMessage: ({ caller, body }) => {
      this.#requireSendable(this.#talkOf(body.conversationId, caller), caller, body.replyTo);
      const { waiting, duplicate } = this.#later.schedule(caller, body);
      if (duplicate) return ok(waiting.scheduled);
      return { status: 201, body: this.#tellScheduled(caller, waiting.scheduled) };
    },
    listScheduled: ({ caller, query }) => ok({ items: this.#later.scheduled(caller, query.conversationId) }),
    changeScheduled: ({ caller, params, body }) => {
      const waiting = this.#later.waiting(caller, params.id);
      this.#requireSendable(this.#talkOf(waiting.scheduled.conversationId, caller), caller, body.replyTo);
      return ok(this.#tellScheduled(caller, this.#later.change(waiting, body)));
    },
    deleteScheduled: ({ caller, params }) => {
      this.#endScheduled(this.#later.waiting(caller, params.id), false);
      return { status: 204 };
    },
    sendScheduled: ({ caller, params }) => {
      const { duplicate: _, ...reply } = this.#sendScheduled(this.#later.waiting(caller, params.id));
      return { status: 201, body: reply };
    },
    listReminders: ({ caller }) =>
      ok({ items: this.#later.reminders(caller).map((one) => this.#viewReminder(one)) }),
    setReminder: ({ caller, params, body }) => {
      const found = this.#talks
        .filter(({ members }) => members.includes(caller))
        .flatMap(({ messages }) => messages)
        .find(({ id }) => id === params.id);
      if (found === undefined) throw new ChatError('message_not_found');
      const data = this.#viewReminder(this.#later.remind(caller, found, body));
      this.deliver(caller, { type: 'reminder:updated', data });
      return ok(data);
    },
    deleteReminder: ({ caller, params }) => {
      const { id, conversationId } = this.#later.forget(caller, params.id).reminder;
      this.deliver(caller, { type: 'reminder:removed', data: { id, conversationId } });
      return { status: 204 };
    },
  };
  #changes = 0;
  #seconds = 0;

  constructor(usernames: string[]) {
    this.#people = new FakePeople(
      usernames,
      () => this.now(),
      (person) => this.isConnected(person),
    );
    this.#links = new FakeLinks(
      this.#people,
      () => this.now(),
      (session) => this.endSockets(session, 'session_revoked'),
    );
  }

  /** Pushes to every socket of a person but `except`. */
  protected abstract deliver(person: Person, event: ServerEvent, except?: object): void;
  protected abstract isConnected(person: Person): boolean;
  protected abstract isOpen(session: Session): boolean;
  /** Says why, and closes the sockets of a session. */
  protected abstract endSockets(session: Session, reason: SessionEndReason): void;

  /** The life of access tokens, in seconds; they are refused only after `expireAccessTokens`. */
  get expiresIn(): number {
    return this.#people.expiresIn;
  }
  set expiresIn(seconds: number) {
    this.#people.expiresIn = seconds;
  }

  /** The token of the link that was last mailed to an address. */
  linkFor(address: string): string {
    return this.#links.mails.findLast(({ to }) => to === address)?.token ?? '';
  }

  /** What every authenticator app shows now. */
  appCode(): string {
    return this.#secondFactors.code();
  }

  /** Access tokens given out so far are refused from now on. */
  expireAccessTokens(): void {
    this.#people.expireAccessTokens();
  }

  /** Refresh tokens too. */
  revokeSessions(): void {
    this.expireAccessTokens();
    this.endSessions();
  }

  /** Refresh tokens alone: access tokens outlive their session over HTTP. */
  endSessions(): void {
    this.#people.endSessions();
  }

  /** An access token as a server beside this one gets it for `username`, with its expiry as a JWT has it. */
  accessToken(username: string, expiresAtMs?: number): string {
    const { token } = this.#people.signIn(this.#person(username));
    if (expiresAtMs === undefined) return token;
    const claims = Buffer.from(JSON.stringify({ exp: expiresAtMs / 1_000 })).toString('base64url');
    const jwt = `header.${claims}.${token}`;
    this.#people.alias(jwt, token);
    return jwt;
  }

  /** Stores a message as if `username` had sent it from elsewhere, and pushes it. */
  say(conversationId: string, username: string, text: string): Message {
    return this.#store(this.#talk(conversationId), this.#person(username), { text });
  }

  /** The author of a message gives it another text, from elsewhere. */
  edit(conversationId: string, username: string, seq: number, text: string): void {
    this.#edit(this.#talk(conversationId), this.#person(username), seq, { text });
  }

  /** Deletes one in the same way. */
  erase(conversationId: string, username: string, seq: number): Message {
    return this.#delete(this.#talk(conversationId), this.#person(username), seq);
  }

  /** Reacts to one, or takes that back. */
  react(conversationId: string, username: string, seq: number, emoji: string, on = true): Message {
    return this.#react(this.#talk(conversationId), this.#person(username), seq, emoji, on);
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
    talk.changed = ++this.#changes;
  }

  /** What waited for the time that it is now is sent, or fails, and people are reminded. */
  wakeLater(): void {
    const { waiting, reminding } = this.#later.due();
    for (const one of waiting) {
      try {
        this.#sendScheduled(one);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        this.#tellScheduled(one.owner, this.#later.fail(one, error.code));
      }
    }
    for (const one of reminding) {
      this.deliver(one.owner, { type: 'reminder:due', data: this.#viewReminder(one) });
    }
  }

  /** Everything about the messages of a conversation, or what one member sees of them. */
  messages(conversationId: string, username?: string): Message[] {
    const talk = this.#talk(conversationId);
    if (username === undefined) return talk.messages;
    const viewer = this.#person(username);
    return talk.messages.map((message) => seenBy(talk, viewer, message));
  }

  /** The session of an access token. */
  protected bearer(token: string): Session | undefined {
    return this.#people.sessionOf(token);
  }

  protected answer(asked: Asked): Reply {
    return answerTo(this.#answers, (token) => this.#people.authenticate(token), asked);
  }

  /** Notifies a user, as the real server would after commit. */
  notify(username: string, notification: Notification, silent = false): void {
    this.notifications.notify(this.#person(username), notification, silent);
  }

  /** A socket of the person has opened. */
  protected arrived(person: Person, isFirst: boolean): void {
    if (this.#people.arrived(person, isFirst)) this.#announce(person);
  }

  /** A socket of the person has closed. The real server announces that after a grace period; tests push it themselves. */
  protected left(person: Person, socket: object): void {
    this.#watches.delete(socket);
    if (!this.isConnected(person)) this.#people.left(person);
  }

  /** The ack's data. Throws a `ChatError`. */
  protected handle(person: Person, { type, data }: Frame, socket: object): object {
    if (!isFrameType(type)) throw new ChatError('unknown_frame');
    const parsed = { type, data: validate(clientFrames[type].data, data, 'data') } as ParsedFrame;
    switch (parsed.type) {
      case 'ping':
        this.#people.touch(person);
        return { serverTime: wireTime(this.now()) };
      case 'message:send': {
        const { conversationId, ...message } = parsed.data;
        const sent = this.#send(this.#talkOf(conversationId, person), person, message, socket);
        return sentReply(sent);
      }
      case 'message:edit': {
        const { conversationId, seq, ...said } = parsed.data;
        return this.#edit(this.#talkOf(conversationId, person), person, seq, said, socket);
      }
      case 'message:delete': {
        const { conversationId, seq } = parsed.data;
        return this.#delete(this.#talkOf(conversationId, person), person, seq, socket);
      }
      case 'message:react': {
        const { conversationId, seq, emoji, remove = false } = parsed.data;
        return this.#react(this.#talkOf(conversationId, person), person, seq, emoji, !remove, socket);
      }
      case 'message:open': {
        const { conversationId, ...opening } = parsed.data;
        return this.#open(this.#talkOf(conversationId, person), person, opening, socket);
      }
      case 'message:append': {
        const { conversationId, seq, ...piece } = parsed.data;
        return this.#append(this.#talkOf(conversationId, person), person, seq, piece, socket);
      }
      case 'message:close': {
        const { conversationId, seq, ...said } = parsed.data;
        return this.#close(this.#talkOf(conversationId, person), person, seq, said, socket);
      }
      case 'message:stop': {
        const { conversationId, seq } = parsed.data;
        return this.#stop(this.#talkOf(conversationId, person), person, seq, socket);
      }
      case 'poll:vote': {
        const { conversationId, seq, options } = parsed.data;
        return this.#vote(this.#talkOf(conversationId, person), person, seq, options, socket);
      }
      case 'focus':
        this.notifications.shown.push(parsed.data.conversationId);
        return {};
      case 'sync':
        return this.#sync(person, parsed.data?.cursor);
      case 'presence:watch': {
        const { userIds } = parsed.data;
        this.#watches.set(socket, { watcher: person, userIds });
        return { users: [...new Set(userIds)].map((userId) => this.#presenceOf(userId, person)) };
      }
      case 'typing': {
        const { conversationId, typing } = parsed.data;
        const others = this.#talkOf(conversationId, person).members.filter((member) => member !== person);
        const event = { type: 'typing' as const, data: { conversationId, userId: person.id, typing } };
        for (const member of others) this.deliver(member, event);
        return {};
      }
      case 'receipt:delivered':
      case 'receipt:read': {
        const talk = this.#talkOf(parsed.data.conversationId, person);
        const mark = parsed.type === 'receipt:read' ? 'readSeq' : 'deliveredSeq';
        this.#receipt(talk, person, mark, parsed.data.seq, socket);
        return {};
      }
    }
  }

  #person(username: string): Person {
    const person = this.#people.named(username);
    if (person === undefined) throw new ChatError('user_not_found');
    return person;
  }

  #talk(id: string): Talk {
    const talk = this.#talks.find((one) => one.id === id);
    if (talk === undefined) throw new ChatError('conversation_not_found');
    return talk;
  }

  /** Throws `conversation_not_found`, also for those who are not in it. */
  #talkOf(id: string, member: Person): Talk {
    const talk = this.#talk(id);
    if (!talk.members.includes(member)) throw new ChatError('conversation_not_found');
    return talk;
  }

  #view(talk: Talk, viewer: Person): Conversation {
    return viewConversation(talk, viewer, this.#people);
  }

  #signIn(status: number, person: Person): Reply {
    const deviceToken = `device-${person.username}`;
    return {
      status,
      body: { ...this.#people.signIn(person), user: this.#people.ownUser(person), deviceToken },
    };
  }

  #sessions(current: Session): SessionList {
    const items = this.#people.sessions(current.person).map((session) => ({
      id: session.id,
      device: '',
      current: session === current,
      connected: this.isOpen(session),
      createdAt: wireTime(session.createdAt),
      lastUsedAt: wireTime(session.lastUsedAt),
    }));
    return { items, nextCursor: null };
  }

  #presenceOf(userId: string, viewer: Person) {
    const person = this.#people.all.find(({ id }) => id === userId);
    const nowhere = { userId, online: false, status: 'offline' as const, lastOnline: null };
    return person ? this.#people.presence(person, person === viewer ? 'self' : 'other') : nowhere;
  }

  /** Notifies watchers if they see a difference. */
  #changeAppearance(person: Person, change: () => void): void {
    const shown = () => this.#people.presence(person, 'other');
    const before = shown();
    change();
    const after = shown();
    if (before.online !== after.online || before.status !== after.status) this.#announce(person);
  }

  #announce(person: Person): void {
    const watching = [...this.#watches.values()].filter(({ userIds }) => userIds.includes(person.id));
    for (const watcher of new Set(watching.map(({ watcher }) => watcher))) {
      if (watcher === person) continue;
      this.deliver(watcher, { type: 'presence:update', data: this.#people.presence(person, 'other') });
    }
  }

  #createConversation(caller: Person, { participantUsernames, name }: CreateConversationRequest): Reply {
    const unknown = participantUsernames.flatMap((username, index) =>
      this.#people.named(username) ? [] : [{ path: `participantUsernames.${index}`, message: username }],
    );
    if (unknown.length > 0) throw new ChatError('unknown_usernames', undefined, unknown);
    const named = new Set(participantUsernames.map((username) => this.#person(username)));
    named.delete(caller);
    if (named.size === 0) throw invalid('participantUsernames');
    if (name === undefined && named.size > 1) throw invalid('name');
    const members = [caller, ...named];
    const same = this.#talks.find(
      (talk) => talk.name === null && members.every((one) => talk.members.includes(one)),
    );
    if (name === undefined && same !== undefined) return ok(this.#view(same, caller));
    this.#requireReachable(caller, participantUsernames, name === undefined ? 'messages' : 'groups');
    const talk: Talk = {
      id: `cnv_${this.#talks.length + 1}`,
      name: name ?? null,
      createdAt: this.now(),
      members,
      lastSeq: 0,
      messages: [],
      edits: [],
      threads: new Map(),
      votes: new Map(),
      inFlight: new Set(),
      changed: ++this.#changes,
      receipts: new Map(),
    };
    this.#talks.push(talk);
    for (const member of members) {
      this.deliver(member, { type: 'conversation:new', data: this.#view(talk, member) });
    }
    return { status: 201, body: this.#view(talk, caller) };
  }

  /** Throws `user_blocked`, `messages_not_accepted`, `invites_not_accepted`. */
  #requireReachable(caller: Person, usernames: readonly string[], setting: 'messages' | 'groups'): void {
    const refusing = (refuses: (person: Person) => boolean) =>
      usernames.flatMap((username, index) =>
        refuses(this.#person(username)) ? [{ path: `participantUsernames.${index}`, message: username }] : [],
      );
    const blocked = refusing(({ id }) => caller.blocks.has(id));
    if (blocked.length > 0) throw new ChatError('user_blocked', undefined, blocked);
    const closed = refusing(
      ({ id, blocks, privacy }) =>
        blocks.has(caller.id) ||
        (id !== caller.id &&
          privacy[setting] !== 'everyone' &&
          !this.#areContacts(id, caller, privacy[setting])),
    );
    const code = setting === 'groups' ? 'invites_not_accepted' : 'messages_not_accepted';
    if (closed.length > 0) throw new ChatError(code, undefined, closed);
  }

  /** Whether the audience of a setting lets contacts in, and the two share a direct conversation. */
  #areContacts(id: string, other: Person, audience: 'contacts' | 'nobody'): boolean {
    const shared = this.#talks.some(
      ({ name, members }) => name === null && members.includes(other) && members.some((one) => one.id === id),
    );
    return audience === 'contacts' && shared;
  }

  #listConversations(
    caller: Person,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Reply {
    const mine = this.#talks.filter(({ members }) => members.includes(caller)).sort(byActivity);
    const rest = cursor === undefined ? mine : mine.filter((talk) => placeOf(talk) > cursor);
    const page = rest.slice(0, limit);
    const last = page.at(-1);
    return ok({
      items: page.map((talk) => this.#view(talk, caller)),
      nextCursor: last !== undefined && rest.length > page.length ? placeOf(last) : null,
    });
  }

  #nextSeq(talk: Talk): number {
    talk.changed = ++this.#changes;
    return ++talk.lastSeq;
  }

  /** Throws `user_blocked`, `message_not_found`. */
  #requireSendable(talk: Talk, sender: Person, replyTo: string | null | undefined): void {
    if (talk.name === null && talk.members.some(({ id }) => sender.blocks.has(id))) {
      throw new ChatError('user_blocked');
    }
    const canReply = ({ id, deletedAt }: Message) => id === replyTo && deletedAt === null;
    if (replyTo && !talk.messages.some(canReply)) throw new ChatError('message_not_found');
  }

  #tellScheduled(owner: Person, data: ScheduledMessage): ScheduledMessage {
    this.deliver(owner, { type: 'scheduled:updated', data });
    return data;
  }

  /** Throws what `#send` does. */
  #sendScheduled(waiting: Waiting): ReturnType<typeof sentReply> {
    const talk = this.#talkOf(waiting.scheduled.conversationId, waiting.owner);
    const { sendAt: _, ...said } = waiting.said;
    const reply = sentReply(this.#send(talk, waiting.owner, said));
    this.#endScheduled(waiting, true);
    return reply;
  }

  #endScheduled(waiting: Waiting, sent: boolean): void {
    waiting.ended = true;
    const { id, conversationId } = waiting.scheduled;
    this.deliver(waiting.owner, { type: 'scheduled:removed', data: { id, conversationId, sent } });
  }

  #viewReminder({ owner, reminder }: Reminding): Reminder {
    const talk = this.#talkOf(reminder.conversationId, owner);
    return { ...reminder, message: readBy(talk, owner, this.#messageOf(talk, reminder.seq)) };
  }

  /** Throws `message_not_found`, `client_id_conflict`. */
  #send(talk: Talk, sender: Person, message: Outgoing, from?: object): Message & { duplicate: boolean } {
    const { clientId, text, entities, replyTo, attachments = [] } = message;
    const key = clientId === undefined ? undefined : `${sender.id} ${clientId}`;
    const first = key === undefined ? undefined : this.#sentAs.get(key);
    this.#requireSendable(talk, sender, first ? null : replyTo);
    if (!first) for (const id of attachments) this.media.require(sender.id, id);
    if (first === undefined) {
      const stored = this.#store(talk, sender, message, from);
      if (key !== undefined) this.#sentAs.set(key, stored);
      return { ...stored, duplicate: false };
    }
    // the server looks for the first one only after it took a number, unless the client says that this is a repeat
    if (!message.repeat) this.#nextSeq(talk);
    const { conversationId } = first;
    if (
      conversationId !== talk.id ||
      (first.streaming ?? false) !== (message.streaming ?? false) ||
      first.text !== (contentIn(message)?.text ?? text) ||
      (entities !== undefined && !isDeepStrictEqual(first.entities ?? [], entities)) ||
      first.replyTo !== (replyTo ?? null) ||
      idsOf(first) !== attachments.join()
    ) {
      throw new ChatError('client_id_conflict');
    }
    return { ...first, duplicate: true };
  }

  /** The cursor says up to which change, and within one sync up to which conversation. */
  #sync(person: Person, cursor: string | undefined): SyncReply {
    const [since = 0, skip = 0, until = this.#changes] = (cursor?.split(' ') ?? []).map(Number);
    if (Number.isNaN(since)) throw new ChatError('invalid_cursor');
    const all = this.#talks.filter(({ members }) => members.includes(person));
    const mine = all.filter(({ changed }) => changed > since);
    const shown = mine.slice(skip, skip + this.syncPage);
    const hasMore = skip + shown.length < mine.length;
    return {
      conversations: shown.map((talk) => ({
        id: talk.id,
        lastSeq: talk.lastSeq,
        ...marksOf(talk, person),
        ...unread(talk, person),
      })),
      total: all.length,
      cursor: hasMore ? `${since} ${skip + shown.length} ${until}` : String(until),
      hasMore,
    };
  }

  #store(talk: Talk, sender: Person, stored: Outgoing & { seq?: number }, from?: object): Message {
    const { text, entities, replyTo, clientId, attachments = [], seq = this.#nextSeq(talk) } = stored;
    const said = saidIn(talk, { text, entities });
    const message: Message = {
      id: `${talk.id.replace('cnv', 'msg')}_${seq.toString(36)}`,
      seq,
      conversationId: talk.id,
      senderId: sender.id,
      kind: 'text',
      ...said,
      ...contentIn(stored),
      attachments: attachments.map((id) => this.media.get(id)),
      replyTo: replyTo ?? null,
      createdAt: wireTime(this.now() + (this.timePasses ? ++this.#seconds * 1_000 : 0)),
      editedAt: null,
      deletedAt: null,
      status: 'sent',
      ...(stored.streaming && { streaming: true as const }),
      ...(clientId !== undefined && { clientId }),
    };
    this.#joinThread(talk, message);
    talk.messages = [...talk.messages, message].sort((a, b) => a.seq - b.seq);
    for (const member of this.pushes ? talk.members : []) {
      this.deliver(member, { type: 'message:new', data: seenBy(talk, member, message) }, from);
    }
    return message;
  }

  #joinThread(talk: Talk, reply: Message): void {
    const target = talk.messages.find(({ id }) => id === reply.replyTo);
    if (!target) return;
    const rootSeq = target.threadSeq ?? target.seq;
    reply.threadSeq = rootSeq;
    const root = this.#messageOf(talk, rootSeq);
    const { count = 0, userIds = [] } = root.thread ?? {};
    const named = userIds.includes(reply.senderId) ? userIds : [...userIds, reply.senderId];
    const thread = { count: count + 1, lastSeq: reply.seq, userIds: named };
    talk.messages = talk.messages.map((one) => (one.seq === rootSeq ? { ...one, thread } : one));
    const author = `${root.senderId} ${rootSeq}`;
    if (count === 0) talk.threads.set(author, { following: true, readCount: 0 });
    talk.threads.set(`${reply.senderId} ${rootSeq}`, { following: true, readCount: count + 1 });
  }

  #messageOf(talk: Talk, seq: number): Message {
    const message = talk.messages.find((one) => one.seq === seq);
    if (message === undefined) throw new ChatError('message_not_found');
    return message;
  }

  #edit(talk: Talk, editor: Person, seq: number, { text, entities }: Said, from?: object): Message {
    const message = this.#messageOf(talk, seq);
    if (message.senderId !== editor.id) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    if (message.streaming) throw new ChatError('message_streaming');
    if (message.kind !== 'text') throw new ChatError('not_editable');
    const same = entities === undefined || isDeepStrictEqual(message.entities ?? [], entities);
    if (message.text === text && same) return readBy(talk, editor, message);
    const editedAt = wireTime(this.now());
    const { entities: _, ...rest } = message;
    const said = saidIn(talk, { text, entities });
    return this.#change(talk, editor, { ...rest, ...said, editedAt }, 'edited', from);
  }

  #delete(talk: Talk, actor: Person, seq: number, from?: object): Message {
    const message = this.#messageOf(talk, seq);
    const mayAny = talk.name !== null && actor === talk.members[0];
    if (message.senderId !== actor.id && !mayAny) throw new ChatError('forbidden');
    if (message.deletedAt !== null) return readBy(talk, actor, message);
    const { reactions: _, entities: __, streaming: ___, incomplete: ____, ...said } = message;
    const { poll: _____, location: ______, contact: _______, ...rest } = said;
    const deletedAt = wireTime(this.now());
    const left = { ...rest, kind: 'text' as const, text: '', attachments: [], editedAt: null, deletedAt };
    return this.#change(talk, actor, left, 'deleted', from);
  }

  #open(
    talk: Talk,
    author: Person,
    opening: Pick<Outgoing, 'clientId' | 'replyTo' | 'repeat'>,
    from?: object,
  ): OpenedStream & { duplicate: boolean } {
    const sent = this.#send(talk, author, { ...opening, text: '', streaming: true }, from);
    const { id, seq, createdAt, threadSeq, duplicate } = sent;
    if (!duplicate) this.#checkpoints.set(id, this.now());
    const stored = this.#messageOf(talk, seq);
    return {
      id,
      seq,
      createdAt,
      ...(threadSeq !== undefined && { threadSeq }),
      offset: stored.streaming ? stored.text.length : 0,
      duplicate,
    };
  }

  #append(
    talk: Talk,
    author: Person,
    seq: number,
    { offset, text, checkpoint = false }: AppendRequest,
    from?: object,
  ): AppendedReply {
    const message = this.#ownOpen(talk, author, seq);
    const known = message.text.slice(offset);
    const goesOn = offset <= message.text.length && (text.startsWith(known) || known.startsWith(text));
    if (!goesOn) throw new ChatError('stream_conflict');
    const added = text.slice(known.length);
    const at = message.text.length;
    const stores = checkpoint && this.now() - (this.#checkpoints.get(message.id) ?? 0) >= 1_000;
    if (stores) {
      this.#checkpoints.set(message.id, this.now());
      const stored = { ...message, text: message.text + added };
      talk.messages = talk.messages.map((one) => (one.seq === seq ? stored : one));
    }
    const data = { conversationId: talk.id, seq, offset: at, text: added };
    for (const member of this.pushes && (stores || added !== '') ? talk.members : []) {
      this.deliver(member, { type: 'message:appended', data }, from);
    }
    return { offset: stores ? at + added.length : at };
  }

  #close(talk: Talk, author: Person, seq: number, { text, entities }: Said, from?: object): Message {
    const message = this.#messageOf(talk, seq);
    if (message.senderId !== author.id) throw new ChatError('forbidden');
    if (message.deletedAt === null && !message.streaming && !message.incomplete && message.text === text) {
      return readBy(talk, author, message);
    }
    const { streaming: _, ...rest } = this.#ownOpen(talk, author, seq);
    return this.#change(talk, author, { ...rest, ...saidIn(talk, { text, entities }) }, 'written', from);
  }

  #stop(talk: Talk, actor: Person, seq: number, from?: object): Message {
    const message = this.#messageOf(talk, seq);
    const answered = talk.messages.find(({ id }) => id === message.replyTo)?.senderId;
    const mayStop = [talk.members[0]?.id, message.senderId, answered].includes(actor.id);
    if (talk.name !== null && !mayStop) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    if (!message.streaming) return readBy(talk, actor, message);
    const { streaming: _, ...rest } = message;
    return this.#change(talk, actor, { ...rest, incomplete: 'stopped' }, 'written', from);
  }

  #ownOpen(talk: Talk, author: Person, seq: number): Message {
    const message = this.#messageOf(talk, seq);
    if (message.senderId !== author.id) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    if (!message.streaming) throw new ChatError('stream_ended');
    return message;
  }

  #react(talk: Talk, actor: Person, seq: number, emoji: string, on: boolean, from?: object): Message {
    const message = this.#messageOf(talk, seq);
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    const { reactions: before = [], ...rest } = message;
    const known = before.find((one) => one.emoji === emoji) ?? { emoji, count: 0, userIds: [] };
    if (known.userIds.includes(actor.id) === on) return readBy(talk, actor, message);
    const userIds = on ? [...known.userIds, actor.id] : known.userIds.filter((id) => id !== actor.id);
    const now = { emoji, count: userIds.length, userIds };
    const isNew = before.every((one) => one.emoji !== emoji);
    const all = isNew ? [...before, now] : before.map((one) => (one.emoji === emoji ? now : one));
    const reactions = all.filter(({ count }) => count > 0);
    return this.#change(
      talk,
      actor,
      { ...rest, ...(reactions.length > 0 && { reactions }) },
      'reactions',
      from,
    );
  }

  /** Votes, and once that is answered, counts the votes in the author's name. */
  #vote(talk: Talk, voter: Person, seq: number, chosen: readonly number[], from?: object): Message {
    const message = this.#messageOf(talk, seq);
    const isNew = storeVote(talk, voter.id, message, chosen);
    const answer = readBy(talk, voter, message);
    if (!isNew) return answer;
    const mine = [...(answer.poll?.mine ?? [])];
    this.deliver(voter, { type: 'poll:voted', data: { conversationId: talk.id, seq, mine } }, from);
    queueMicrotask(() => {
      const now = counted(talk, this.#messageOf(talk, seq));
      const author = talk.members.find(({ id }) => id === now.senderId);
      if (author) this.#change(talk, author, now, 'poll');
    });
    return answer;
  }

  #closePoll(talk: Talk, actor: Person, seq: number): Message {
    const message = this.#messageOf(talk, seq);
    if (!message.poll) throw new ChatError('not_a_poll');
    if (message.senderId !== actor.id) throw new ChatError('forbidden');
    const poll = { ...message.poll, closedAt: wireTime(this.now()) };
    return this.#change(talk, actor, { ...message, poll }, 'poll');
  }

  /** No page is read here: there is nothing to remove. */
  #removePreview(talk: Talk, actor: Person, seq: number): Message {
    const message = this.#messageOf(talk, seq);
    if (message.senderId !== actor.id) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    const { preview: _, ...plain } = message;
    return message.preview ? this.#change(talk, actor, plain, 'preview') : message;
  }

  /** Stores a message as it is now, under a number of its own, and pushes it. */
  #change(talk: Talk, actor: Person, now: Message, type: MessageChange['type'], from?: object): Message {
    const seq = this.#nextSeq(talk);
    const changed = { ...now, changeSeq: seq };
    const change = { type, seq, messageSeq: now.seq, userId: actor.id };
    talk.messages = talk.messages.map((one) => (one.seq === now.seq ? changed : one));
    talk.edits = [
      ...talk.edits,
      {
        id: `${talk.id.replace('cnv', 'msg')}_${seq.toString(36)}`,
        seq,
        conversationId: talk.id,
        senderId: actor.id,
        kind: 'change',
        text: '',
        attachments: [],
        replyTo: null,
        createdAt: wireTime(this.now()),
        editedAt: null,
        deletedAt: null,
        status: 'sent',
        change,
      },
    ];
    const event = type === 'deleted' ? 'message:deleted' : 'message:updated';
    const mine = readBy(talk, actor, changed);
    for (const member of this.pushes ? talk.members : []) {
      const { clientId: _, ...plain } = seenBy(talk, member, changed);
      const forOthers = { ...plain, ...(plain.reactions && { reactions: changed.reactions }) };
      const data = member === actor ? mine : forOthers;
      this.deliver(member, { type: event, data: { ...data, change } }, from);
    }
    return mine;
  }

  /** Marks move forward only, at most to the newest entry; one that stands still notifies no one. */
  #receipt(
    talk: Talk,
    person: Person,
    mark: 'deliveredSeq' | 'readSeq',
    seq = talk.lastSeq,
    from?: object,
  ): void {
    const before = marksOf(talk, person);
    const moved = { ...before, [mark]: Math.max(before[mark], Math.min(seq, talk.lastSeq)) };
    if (moved[mark] === before[mark]) return;
    const marks = { ...moved, deliveredSeq: Math.max(moved.deliveredSeq, moved.readSeq) };
    talk.receipts.set(person.id, marks);
    talk.changed = ++this.#changes;
    const data = { conversationId: talk.id, userId: person.id, ...marks };
    for (const member of talk.members) this.deliver(member, { type: 'receipt', data }, from);
  }
}

type FrameType = keyof typeof clientFrames;
type ParsedFrame = {
  [T in FrameType]: { type: T; data: z.output<(typeof clientFrames)[T]['data']> };
}[FrameType];
const isFrameType = (type: string): type is FrameType => Object.hasOwn(clientFrames, type);

const sentReply = ({
  id,
  seq,
  createdAt,
  entities,
  attachments,
  threadSeq,
  duplicate,
  ...said
}: Message & { duplicate: boolean }) => ({
  id,
  seq,
  createdAt,
  ...(entities && { entities }),
  ...(attachments.length > 0 && { attachments }),
  ...sentContent(said),
  ...(threadSeq !== undefined && { threadSeq }),
  duplicate,
});
const idsOf = ({ attachments }: Message): string => attachments.map(({ id }) => id).join();
const ok = (body: unknown): Reply => ({ status: 200, body });
const invalid = (path: string) => new ChatError('validation_failed', undefined, [{ path, message: 'wrong' }]);
