import type {
  Message,
  Notification,
  ServerEvent,
  SessionEndReason,
} from '../../../../shared/protocol/index.ts';
import { accountAnswers } from './accounts.ts';
import { FakeBots } from './bots.ts';
import { FakeChanges } from './changes.ts';
import { FakeConversations } from './conversations.ts';
import { handleFrame, type Frame, type FrameHandlers } from './frames.ts';
import { FakeLinks } from './links.ts';
import { FakeMedia } from './media.ts';
import { FakeNotifications } from './notifications.ts';
import { FakePasskeys } from './passkeys.ts';
import { FakePeople, type Person, type Session } from './people.ts';
import { FakePolls } from './polls.ts';
import { FakeProfiles } from './profiles.ts';
import { FakeProviders } from './providers.ts';
import { FakeReminders } from './reminders.ts';
import { answerTo, ok, type Answers, type Asked, type Reply } from './routes.ts';
import { FakeScheduled } from './scheduled.ts';
import { FakeSecondFactors } from './second-factor.ts';
import { FakeSending } from './sending.ts';
import { FakeStreams } from './streams.ts';
import { seenBy } from './talks.ts';
import { FakeWebhooks } from './webhooks.ts';
import type { World } from './world.ts';

export type { Frame } from './frames.ts';
export { fakePassword } from './people.ts';
export { problem } from './routes.ts';

/**
 * What the fake server knows and does, whatever the wire: what `test/contract/fake-server.test.ts` finds the real one to
 * do, as long as no misbehaviour is switched on. All of `usernames` can sign in with `fakePassword`. Each noun has a file,
 * with its answers to requests and frames; here they are put together, and here is what tests have happen from elsewhere.
 */
export abstract class FakeBackend implements World {
  now: () => number = () => Date.parse('2026-11-20T09:00:00.000Z');
  pushes = true;
  timePasses = false;
  syncPage = 100;
  readonly media = new FakeMedia();
  readonly notifications = new FakeNotifications(this);
  readonly #people: FakePeople;
  readonly #links: FakeLinks;
  readonly #secondFactors = new FakeSecondFactors(() => this.now());
  readonly #profiles: FakeProfiles;
  readonly #conversations: FakeConversations;
  readonly #sending: FakeSending;
  readonly #changes: FakeChanges;
  readonly #scheduled: FakeScheduled;
  readonly #reminders: FakeReminders;
  readonly webhooks: FakeWebhooks;
  readonly #answers: Answers;
  readonly #frames: FrameHandlers;

  constructor(usernames: string[]) {
    const now = () => this.now();
    this.#people = new FakePeople(usernames, now, (person) => this.isConnected(person));
    this.#links = new FakeLinks(this.#people, now, (session) => this.endSockets(session, 'session_revoked'));
    this.#profiles = new FakeProfiles(this, this.#people);
    this.#conversations = new FakeConversations(this, this.#people);
    this.#sending = new FakeSending(this, this.#conversations, this.media);
    this.#changes = new FakeChanges(this, this.#conversations);
    const streams = new FakeStreams(this, this.#conversations, this.#sending, this.#changes);
    const polls = new FakePolls(this, this.#conversations, this.#changes);
    this.#scheduled = new FakeScheduled(this, this.#conversations, this.#sending, this.media);
    this.#reminders = new FakeReminders(this, this.#conversations);
    this.webhooks = new FakeWebhooks(this, this.#conversations);
    this.#answers = {
      health: () => ok({ status: 'ok' }),
      ...accountAnswers(this, {
        people: this.#people,
        links: this.#links,
        secondFactors: this.#secondFactors,
        passkeys: new FakePasskeys(now),
        providers: new FakeProviders(now),
      }),
      ...new FakeBots(now, (username) => this.#people.named(username) !== undefined).answers,
      ...this.#profiles.answers,
      ...this.notifications.answers,
      ...this.#conversations.answers,
      ...this.media.answers,
      ...this.#sending.answers,
      ...this.#changes.answers,
      ...streams.answers,
      ...polls.answers,
      ...this.#scheduled.answers,
      ...this.#reminders.answers,
      ...this.webhooks.answers,
    };
    this.#frames = {
      ...this.#profiles.frames,
      ...this.notifications.frames,
      ...this.#conversations.frames,
      ...this.#sending.frames,
      ...this.#changes.frames,
      ...streams.frames,
      ...polls.frames,
    };
  }

  abstract deliver(person: Person, event: ServerEvent, except?: object): void;
  abstract isConnected(person: Person): boolean;
  abstract isOpen(session: Session): boolean;
  abstract endSockets(session: Session, reason: SessionEndReason): void;

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
    const { token } = this.#people.signIn(this.#people.require(username));
    if (expiresAtMs === undefined) return token;
    const claims = Buffer.from(JSON.stringify({ exp: expiresAtMs / 1_000 })).toString('base64url');
    const jwt = `header.${claims}.${token}`;
    this.#people.alias(jwt, token);
    return jwt;
  }

  /** Stores a message as if `username` had sent it from elsewhere, and pushes it. */
  say(conversationId: string, username: string, text: string): Message {
    return this.#sending.store(this.#conversations.get(conversationId), this.#people.require(username), {
      text,
    });
  }

  /** The author of a message gives it another text, from elsewhere. */
  edit(conversationId: string, username: string, seq: number, text: string): void {
    const author = this.#people.require(username);
    this.#changes.edit(this.#conversations.get(conversationId), author, seq, { text });
  }

  /** Deletes one in the same way. */
  erase(conversationId: string, username: string, seq: number): Message {
    const actor = this.#people.require(username);
    return this.#changes.delete(this.#conversations.get(conversationId), actor, seq);
  }

  /** Reacts to one, or takes that back. */
  react(conversationId: string, username: string, seq: number, emoji: string, on = true): Message {
    const actor = this.#people.require(username);
    return this.#changes.react(this.#conversations.get(conversationId), actor, seq, emoji, on);
  }

  /** Stores a message as if a client of `username` had sent it, with its `clientId`; the answer gets lost. */
  sendAs(username: string, conversationId: string, message: { text: string; clientId: string }): void {
    this.#sending.send(this.#conversations.get(conversationId), this.#people.require(username), message);
  }

  /** Gives out a number whose message is still on its way; until `void`, changes end before it. */
  takeSeq(conversationId: string): number {
    const talk = this.#conversations.get(conversationId);
    const seq = this.#conversations.nextSeq(talk);
    talk.inFlight.add(seq);
    return seq;
  }

  /** The message of a number arrives after all. */
  land(conversationId: string, username: string, seq: number, text: string): Message {
    const talk = this.#conversations.get(conversationId);
    talk.inFlight.delete(seq);
    return this.#sending.store(talk, this.#people.require(username), { text, seq });
  }

  /** The message of a number will never come. */
  void(conversationId: string, seq: number): void {
    this.#conversations.get(conversationId).inFlight.delete(seq);
  }

  /** Forgets what came after a number, as a restored backup does. */
  loseAfter(conversationId: string, seq: number): void {
    const talk = this.#conversations.get(conversationId);
    talk.lastSeq = seq;
    talk.messages = talk.messages.filter((message) => message.seq <= seq);
    this.#conversations.noteChange(talk);
  }

  /** What waited for the time that it is now is sent, or fails, and people are reminded. */
  wakeLater(): void {
    this.#scheduled.wake();
    this.#reminders.wake();
  }

  /** Everything about the messages of a conversation, or what one member sees of them. */
  messages(conversationId: string, username?: string): Message[] {
    const talk = this.#conversations.get(conversationId);
    if (username === undefined) return talk.messages;
    const viewer = this.#people.require(username);
    return talk.messages.map((message) => seenBy(talk, viewer, message));
  }

  /** Notifies a user, as the real server would after commit. */
  notify(username: string, notification: Notification, silent = false): void {
    this.notifications.notify(this.#people.require(username), notification, silent);
  }

  /** The token of a link that turns a user's digests off. */
  unsubscription(username: string): string {
    return this.notifications.unsubscription(this.#people.require(username));
  }

  /** The session of an access token. */
  protected bearer(token: string): Session | undefined {
    return this.#people.sessionOf(token);
  }

  /** A socket of the person has opened. */
  protected arrived(person: Person, isFirst: boolean): void {
    this.#profiles.arrived(person, isFirst);
  }

  /** A socket of the person has closed. */
  protected left(person: Person, socket: object): void {
    this.#profiles.left(person, socket);
  }

  protected answer(asked: Asked): Reply {
    return answerTo(this.#answers, (token) => this.#people.authenticate(token), asked);
  }

  /** The ack's data. Throws a `ChatError`. */
  protected handle(person: Person, frame: Frame, socket: object): object {
    return handleFrame(this.#frames, person, frame, socket);
  }
}
