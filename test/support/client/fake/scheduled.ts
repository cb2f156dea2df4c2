import { isDeepStrictEqual } from 'node:util';
import { readAhead } from '../../../../shared/later/ahead.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  ChangeScheduledRequest,
  ErrorCode,
  ScheduledMessage,
  ScheduleMessageRequest,
} from '../../../../shared/protocol/index.ts';
import type { FakeConversations } from './conversations.ts';
import type { FakeMedia } from './media.ts';
import { wireTime, type Person } from './people.ts';
import { noContent, ok, type Answers } from './routes.ts';
import { sentReply, type FakeSending } from './sending.ts';
import type { World } from './world.ts';

/** A message that waits, and what it is sent with. */
interface Waiting {
  owner: Person;
  scheduled: ScheduledMessage;
  said: ChangeScheduledRequest;
  clientId: string | undefined;
  /** It was sent or deleted; its `clientId` is known still. */
  ended: boolean;
}

/** Messages that wait for their time. Nothing happens by itself: `wake` sends those whose time has come. */
export class FakeScheduled {
  readonly #world: World;
  readonly #conversations: FakeConversations;
  readonly #sending: FakeSending;
  readonly #media: FakeMedia;
  readonly #waiting: Waiting[] = [];

  readonly answers: Answers = {
    scheduleMessage: ({ caller, body }) => {
      this.#requireSendable(caller, body.conversationId, body.replyTo);
      const { waiting, duplicate } = this.#schedule(caller, body);
      if (duplicate) return ok(waiting.scheduled);
      return { status: 201, body: this.#tell(waiting) };
    },
    listScheduled: ({ caller, query }) => ok({ items: this.#list(caller, query.conversationId) }),
    changeScheduled: ({ caller, params, body }) => {
      const waiting = this.#get(caller, params.id);
      this.#requireSendable(caller, waiting.scheduled.conversationId, body.replyTo);
      const view = this.#view(caller, body);
      const { id, conversationId, createdAt, version } = waiting.scheduled;
      waiting.said = body;
      waiting.scheduled = { id, conversationId, ...view, createdAt, version: version + 1 };
      return ok(this.#tell(waiting));
    },
    deleteScheduled: ({ caller, params }) => {
      this.#end(this.#get(caller, params.id), false);
      return noContent;
    },
    sendScheduled: ({ caller, params }) => {
      const { duplicate: _, ...reply } = this.#send(this.#get(caller, params.id));
      return { status: 201, body: reply };
    },
  };

  constructor(world: World, conversations: FakeConversations, sending: FakeSending, media: FakeMedia) {
    this.#world = world;
    this.#conversations = conversations;
    this.#sending = sending;
    this.#media = media;
  }

  /** What waited for the time that it is now is sent, or fails. */
  wake(): void {
    const due = this.#waiting.filter(
      ({ ended, scheduled: { sendAt, failure } }) =>
        !ended && failure === undefined && Date.parse(sendAt) <= this.#world.now(),
    );
    for (const waiting of due) {
      try {
        this.#send(waiting);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        this.#fail(waiting, error.code);
      }
    }
  }

  /** Throws `conversation_not_found`, `user_blocked`, `message_not_found`. */
  #requireSendable(sender: Person, conversationId: string, replyTo: string | null | undefined): void {
    this.#sending.requireSendable(this.#conversations.of(conversationId, sender), sender, replyTo);
  }

  /** Throws `validation_failed`, `media_not_found`, `client_id_conflict`. */
  #schedule(owner: Person, request: ScheduleMessageRequest): { waiting: Waiting; duplicate: boolean } {
    const { conversationId, clientId, ...said } = request;
    const first =
      clientId === undefined
        ? undefined
        : this.#waiting.find((one) => one.owner === owner && one.clientId === clientId);
    if (first) {
      const isSame = first.scheduled.conversationId === conversationId && isSameSaid(first.said, said);
      if (first.ended || !isSame) throw new ChatError('client_id_conflict');
      return { waiting: first, duplicate: true };
    }
    const scheduled = {
      id: `sch_${this.#waiting.length + 1}`,
      conversationId,
      ...this.#view(owner, said),
      createdAt: wireTime(this.#world.now()),
      version: 0,
    };
    const waiting = { owner, scheduled, said, clientId, ended: false };
    this.#waiting.push(waiting);
    return { waiting, duplicate: false };
  }

  #list(owner: Person, conversationId: string | undefined): ScheduledMessage[] {
    return this.#waiting
      .filter((one) => one.owner === owner && !one.ended)
      .map(({ scheduled }) => scheduled)
      .filter((one) => conversationId === undefined || one.conversationId === conversationId)
      .sort((a, b) => Date.parse(a.sendAt) - Date.parse(b.sendAt));
  }

  /** Throws `scheduled_not_found`. */
  #get(owner: Person, id: string): Waiting {
    const found = this.#waiting.find((one) => one.owner === owner && one.scheduled.id === id && !one.ended);
    if (!found) throw new ChatError('scheduled_not_found');
    return found;
  }

  /** Throws what a send does. */
  #send(waiting: Waiting): ReturnType<typeof sentReply> {
    const talk = this.#conversations.of(waiting.scheduled.conversationId, waiting.owner);
    const { sendAt: _, ...said } = waiting.said;
    const reply = sentReply(this.#sending.send(talk, waiting.owner, said));
    this.#end(waiting, true);
    return reply;
  }

  #fail(waiting: Waiting, failure: ErrorCode): void {
    waiting.scheduled = { ...waiting.scheduled, failure, version: waiting.scheduled.version + 1 };
    this.#tell(waiting);
  }

  #end(waiting: Waiting, sent: boolean): void {
    waiting.ended = true;
    const { id, conversationId } = waiting.scheduled;
    this.#world.deliver(waiting.owner, { type: 'scheduled:removed', data: { id, conversationId, sent } });
  }

  #tell({ owner, scheduled }: Waiting): ScheduledMessage {
    this.#world.deliver(owner, { type: 'scheduled:updated', data: scheduled });
    return scheduled;
  }

  /** Throws `validation_failed`, `media_not_found`. */
  #view(owner: Person, { text, entities, attachments = [], replyTo, sendAt }: ChangeScheduledRequest) {
    const at = wireTime(readAhead('sendAt', sendAt, this.#world.now()));
    for (const id of attachments) this.#media.require(owner.id, id);
    return {
      text,
      ...(entities && entities.length > 0 && { entities }),
      attachments: attachments.map((id) => this.#media.get(id)),
      replyTo: replyTo ?? null,
      sendAt: at,
    };
  }
}

function isSameSaid(a: ChangeScheduledRequest, b: ChangeScheduledRequest): boolean {
  const parts = ({ text, entities, attachments = [], replyTo = null }: ChangeScheduledRequest) => [
    text,
    entities,
    attachments,
    replyTo,
  ];
  return isDeepStrictEqual(parts(a), parts(b));
}
