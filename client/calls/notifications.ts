import {
  routes,
  type NotificationPage,
  type NotificationSettings,
  type ReadNotificationsRequest,
  type UpdateNotificationSettingsRequest,
} from '../api/protocol.ts';
import type { PageOptions } from '../options.ts';
import { passOn, type CallContext } from './context.ts';

/** What happened that you have not seen yet, and what notifies you. */
export class NotificationCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /** What you have not seen yet, newest first, by pages. Kinds that this version does not know may be among it. */
  list(options: PageOptions = {}): Promise<NotificationPage> {
    const call = this.#context.session.call(routes.listNotifications, { query: { ...options } });
    return passOn(this.#context, call, ({ unreadCount }) => this.#context.feed.emit('notified', unreadCount));
  }

  /** You have seen these, by `ids` (100 at most), or all up to a time: they are gone on all devices. */
  async read(which: ReadNotificationsRequest): Promise<void> {
    await this.#context.session.call(routes.readNotifications, { body: which });
  }

  /** What notifies you, and how. */
  settings(): Promise<NotificationSettings> {
    return this.#context.session.call(routes.getNotificationSettings);
  }

  /** Changes that; what is left out stays. `notification:settings` reports it on all devices. */
  update(changes: UpdateNotificationSettingsRequest): Promise<NotificationSettings> {
    return this.#context.session.call(routes.updateNotificationSettings, { body: changes });
  }

  /**
   * Turns off the e-mails about what a user has missed, by the token of the link in one of them; again is a no-op. Works
   * signed out. Rejects with `invalid_link`.
   */
  async unsubscribeDigests(token: string): Promise<void> {
    await this.#context.http.call(routes.unsubscribeDigests, { body: { token } });
  }

  /**
   * Says which conversation this device shows on a visible screen, `null` for none: what happens there notifies you nowhere.
   * It is said again over each new socket. Without it, every message notifies you until you have read it.
   */
  show(conversationId: string | null): void {
    this.#context.current()?.focus.show(conversationId);
  }
}
