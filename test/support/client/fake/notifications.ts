import type {
  Notification,
  NotificationSettings,
  ReadNotificationsRequest,
  ServerEvent,
  UpdateNotificationSettingsRequest,
} from '../../../../shared/protocol/index.ts';
import type { Person } from './people.ts';

const everything: NotificationSettings = {
  preview: 'shown',
  direct: 'all',
  groups: 'all',
  sounds: true,
  quietHours: null,
};

/** What has people notified, and what waits for them. Nothing follows a message by itself: a test notifies whom it wants. */
export class FakeNotifications {
  readonly #deliver: (person: Person, event: ServerEvent) => void;
  readonly #waiting = new Map<Person, Notification[]>();
  readonly #settings = new Map<Person, NotificationSettings>();
  /** What sockets said that they show, in order. */
  readonly shown: (string | null)[] = [];

  constructor(deliver: (person: Person, event: ServerEvent) => void) {
    this.#deliver = deliver;
  }

  /** What waits for a person, newest first. */
  of(person: Person): Notification[] {
    return this.#waiting.get(person) ?? [];
  }

  notify(person: Person, notification: Notification, silent = false): void {
    this.#waiting.set(person, [notification, ...this.of(person)]);
    this.#deliver(person, { type: 'notification:new', data: { notification, silent } });
  }

  read(person: Person, { ids, until = '' }: ReadNotificationsRequest): void {
    const all = this.of(person);
    const cleared = new Set(
      all.filter(({ id, createdAt }) => (ids ? ids.includes(id) : createdAt <= until)).map(({ id }) => id),
    );
    this.#waiting.set(
      person,
      all.filter(({ id }) => !cleared.has(id)),
    );
    if (cleared.size > 0)
      this.#deliver(person, { type: 'notification:cleared', data: { ids: [...cleared] } });
  }

  settings(person: Person): NotificationSettings {
    return this.#settings.get(person) ?? everything;
  }

  update(person: Person, changes: UpdateNotificationSettingsRequest): NotificationSettings {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const settings: NotificationSettings = { ...this.settings(person), ...Object.fromEntries(given) };
    this.#settings.set(person, settings);
    this.#deliver(person, { type: 'notification:settings', data: settings });
    return settings;
  }
}
