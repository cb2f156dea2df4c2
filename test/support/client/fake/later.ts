import { isDeepStrictEqual } from 'node:util';
import { readAhead } from '../../../../shared/later/ahead.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  ChangeScheduledRequest,
  ErrorCode,
  Message,
  Reminder,
  ScheduledMessage,
  ScheduleMessageRequest,
  SetReminderRequest,
} from '../../../../shared/protocol/index.ts';
import { wireTime, type Person } from './people.ts';
import type { FakeMedia } from './media.ts';

/** A message that waits, and what it is sent with. */
export interface Waiting {
  owner: Person;
  scheduled: ScheduledMessage;
  said: ChangeScheduledRequest;
  clientId: string | undefined;
  /** It was sent or deleted; its `clientId` is known still. */
  ended: boolean;
}

/** A reminder, whose message is shown as it is when it is asked for. */
export interface Reminding {
  owner: Person;
  reminder: Omit<Reminder, 'message'>;
}

/** What the people of the fake server have done later. Nothing happens by itself: `due` says whose time has come. */
export class FakeLater {
  readonly #now: () => number;
  readonly #media: FakeMedia;
  readonly #waiting: Waiting[] = [];
  #reminding: Reminding[] = [];

  constructor(now: () => number, media: FakeMedia) {
    this.#now = now;
    this.#media = media;
  }

  /** Throws `validation_failed`, `media_not_found`, `client_id_conflict`. */
  schedule(owner: Person, request: ScheduleMessageRequest): { waiting: Waiting; duplicate: boolean } {
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
      createdAt: wireTime(this.#now()),
      version: 0,
    };
    const waiting = { owner, scheduled, said, clientId, ended: false };
    this.#waiting.push(waiting);
    return { waiting, duplicate: false };
  }

  scheduled(owner: Person, conversationId: string | undefined): ScheduledMessage[] {
    return this.#waiting
      .filter((one) => one.owner === owner && !one.ended)
      .map(({ scheduled }) => scheduled)
      .filter((one) => conversationId === undefined || one.conversationId === conversationId)
      .sort((a, b) => Date.parse(a.sendAt) - Date.parse(b.sendAt));
  }

  /** Throws `scheduled_not_found`. */
  waiting(owner: Person, id: string): Waiting {
    const found = this.#waiting.find((one) => one.owner === owner && one.scheduled.id === id && !one.ended);
    if (!found) throw new ChatError('scheduled_not_found');
    return found;
  }

  change(waiting: Waiting, said: ChangeScheduledRequest): ScheduledMessage {
    const { id, conversationId, createdAt, version } = waiting.scheduled;
    const view = this.#view(waiting.owner, said);
    waiting.said = said;
    waiting.scheduled = { id, conversationId, ...view, createdAt, version: version + 1 };
    return waiting.scheduled;
  }

  fail(waiting: Waiting, failure: ErrorCode): ScheduledMessage {
    waiting.scheduled = { ...waiting.scheduled, failure, version: waiting.scheduled.version + 1 };
    return waiting.scheduled;
  }

  /** Throws `validation_failed`. */
  remind(owner: Person, { id, conversationId, seq }: Message, request: SetReminderRequest): Reminding {
    const at = wireTime(readAhead('at', request.at, this.#now()));
    const before = this.#reminding.find((one) => one.owner === owner && one.reminder.id === id);
    const version = (before?.reminder.version ?? -1) + 1;
    const reminder = { id, conversationId, seq, at, note: request.note ?? '', due: false, version };
    const set = { owner, reminder };
    this.#reminding = [...this.#reminding.filter((one) => one !== before), set];
    return set;
  }

  reminders(owner: Person): Reminding[] {
    return this.#reminding
      .filter((one) => one.owner === owner)
      .sort((a, b) => Date.parse(a.reminder.at) - Date.parse(b.reminder.at));
  }

  /** Throws `reminder_not_found`. */
  forget(owner: Person, id: string): Reminding {
    const found = this.#reminding.find((one) => one.owner === owner && one.reminder.id === id);
    if (!found) throw new ChatError('reminder_not_found');
    this.#reminding = this.#reminding.filter((one) => one !== found);
    return found;
  }

  /** What has to be sent now, and what is due from now on. */
  due(): { waiting: Waiting[]; reminding: Reminding[] } {
    const isPast = (time: string) => Date.parse(time) <= this.#now();
    const waiting = this.#waiting.filter(
      ({ ended, scheduled }) => !ended && scheduled.failure === undefined && isPast(scheduled.sendAt),
    );
    const reminding = this.#reminding.filter(({ reminder }) => !reminder.due && isPast(reminder.at));
    for (const one of reminding) {
      one.reminder = { ...one.reminder, due: true, version: one.reminder.version + 1 };
    }
    return { waiting, reminding };
  }

  #view(owner: Person, { text, entities, attachments = [], replyTo, sendAt }: ChangeScheduledRequest) {
    const at = wireTime(readAhead('sendAt', sendAt, this.#now()));
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
