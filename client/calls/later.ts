import {
  routes,
  type ChangeScheduledRequest,
  type Reminder,
  type ScheduledMessage,
  type ScheduleMessageRequest,
  type SentReply,
  type SetReminderRequest,
} from '../api/protocol.ts';
import type { CallContext } from './context.ts';

/** The messages that the user has scheduled. Each change is handed over by `scheduled:updated` and `scheduled:removed` on all devices. */
export class ScheduledCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** Those of all conversations or one, the next one first. One with a `failure` could not be sent at its time. */
  async list(conversationId?: string): Promise<ScheduledMessage[]> {
    const query = { ...(conversationId !== undefined && { conversationId }) };
    return (await this.#context.session.call(routes.listScheduled, { query })).items;
  }

  /**
   * Has a message sent at a time, 10 seconds to 366 days ahead. Give it a `clientId` where you try again. Rejects with
   * `too_many_scheduled`, and with what refuses a message that is sent now.
   */
  add(message: ScheduleMessageRequest): Promise<ScheduledMessage> {
    return this.#context.session.call(routes.scheduleMessage, { body: message });
  }

  /** Replaces what it says and its time. Rejects with `scheduled_not_found`, and with what `add` does. */
  change(id: string, message: ChangeScheduledRequest): Promise<ScheduledMessage> {
    return this.#context.session.call(routes.changeScheduled, { params: { id }, body: message });
  }

  /** Sends it now. Rejects with `scheduled_not_found` where it was sent or deleted already. */
  send(id: string): Promise<SentReply> {
    return this.#context.session.call(routes.sendScheduled, { params: { id } });
  }

  /** Deletes it: it is not sent. Rejects with `scheduled_not_found`. */
  async remove(id: string): Promise<void> {
    await this.#context.session.call(routes.deleteScheduled, { params: { id } });
  }
}

/** What the user is reminded of: messages, each at most once at a time. */
export class ReminderCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** All of them by their time; those that are `due` stay until they are removed or get another time. */
  async list(): Promise<Reminder[]> {
    return (await this.#context.session.call(routes.listReminders)).items;
  }

  /** Reminds of the message with this id at a time, or at another time than before. Rejects with `message_not_found`, `too_many_reminders`. */
  set(messageId: string, reminder: SetReminderRequest): Promise<Reminder> {
    return this.#context.session.call(routes.setReminder, { params: { id: messageId }, body: reminder });
  }

  /** Is done with the reminder of a message. Rejects with `reminder_not_found`. */
  async remove(messageId: string): Promise<void> {
    await this.#context.session.call(routes.deleteReminder, { params: { id: messageId } });
  }
}
