import { readAhead } from '../../../../shared/later/ahead.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import type { Message, Reminder, SetReminderRequest } from '../../../../shared/protocol/index.ts';
import type { FakeConversations } from './conversations.ts';
import { wireTime, type Person } from './people.ts';
import { noContent, ok, type Answers } from './routes.ts';
import { messageOf, readBy } from './talks.ts';
import type { World } from './world.ts';

/** A reminder, whose message is shown as it is when it is asked for. */
interface Reminding {
  owner: Person;
  reminder: Omit<Reminder, 'message'>;
}

/** Reminders of messages. Nothing happens by itself: `wake` reminds those whose time has come. */
export class FakeReminders {
  readonly #world: World;
  readonly #conversations: FakeConversations;
  #all: Reminding[] = [];

  readonly answers: Answers = {
    listReminders: ({ caller }) => ok({ items: this.#of(caller).map((one) => this.#view(one)) }),
    setReminder: ({ caller, params, body }) => {
      const found = this.#conversations
        .with(caller)
        .flatMap(({ messages }) => messages)
        .find(({ id }) => id === params.id);
      if (found === undefined) throw new ChatError('message_not_found');
      const data = this.#view(this.#set(caller, found, body));
      this.#world.deliver(caller, { type: 'reminder:updated', data });
      return ok(data);
    },
    deleteReminder: ({ caller, params }) => {
      const { id, conversationId } = this.#forget(caller, params.id).reminder;
      this.#world.deliver(caller, { type: 'reminder:removed', data: { id, conversationId } });
      return noContent;
    },
  };

  constructor(world: World, conversations: FakeConversations) {
    this.#world = world;
    this.#conversations = conversations;
  }

  wake(): void {
    for (const one of this.#all) {
      if (one.reminder.due || Date.parse(one.reminder.at) > this.#world.now()) continue;
      one.reminder = { ...one.reminder, due: true, version: one.reminder.version + 1 };
      this.#world.deliver(one.owner, { type: 'reminder:due', data: this.#view(one) });
    }
  }

  /** Throws `validation_failed`. */
  #set(owner: Person, { id, conversationId, seq }: Message, request: SetReminderRequest): Reminding {
    const at = wireTime(readAhead('at', request.at, this.#world.now()));
    const before = this.#all.find((one) => one.owner === owner && one.reminder.id === id);
    const version = (before?.reminder.version ?? -1) + 1;
    const reminder = { id, conversationId, seq, at, note: request.note ?? '', due: false, version };
    const set = { owner, reminder };
    this.#all = [...this.#all.filter((one) => one !== before), set];
    return set;
  }

  #of(owner: Person): Reminding[] {
    return this.#all
      .filter((one) => one.owner === owner)
      .sort((a, b) => Date.parse(a.reminder.at) - Date.parse(b.reminder.at));
  }

  /** Throws `reminder_not_found`. */
  #forget(owner: Person, id: string): Reminding {
    const found = this.#all.find((one) => one.owner === owner && one.reminder.id === id);
    if (!found) throw new ChatError('reminder_not_found');
    this.#all = this.#all.filter((one) => one !== found);
    return found;
  }

  #view({ owner, reminder }: Reminding): Reminder {
    const talk = this.#conversations.of(reminder.conversationId, owner);
    return { ...reminder, message: readBy(talk, owner, messageOf(talk, reminder.seq)) };
  }
}
