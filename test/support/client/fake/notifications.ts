import type {
  Notification,
  NotificationSettings,
  ReadNotificationsRequest,
  UpdateNotificationSettingsRequest,
} from '../../../../shared/protocol/index.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import { addressOf, nameOf } from '../../../../shared/notifications/push/address.ts';
import { isOutboundTarget } from '../../../../shared/platform/outbound/outbound-target.ts';
import type { PushAddress } from '../../../../shared/platform/ports.ts';
import type { FrameHandlers } from './frames.ts';
import type { Person, Session } from './people.ts';
import { ok, type Answers } from './routes.ts';
import type { World } from './world.ts';

const everything: NotificationSettings = {
  preview: 'shown',
  direct: 'all',
  groups: 'all',
  sounds: true,
  quietHours: null,
  digest: '1h',
};

/** A point on P-256, as the real server's is. */
const fakePushKey = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';

/** What has people notified, and what waits for them. Nothing follows a message by itself: a test notifies whom it wants. */
export class FakeNotifications {
  readonly #world: World;
  readonly #waiting = new Map<Person, Notification[]>();
  readonly #settings = new Map<Person, NotificationSettings>();
  readonly #unsubscriptions = new Map<string, Person>();
  /** What sockets said that they show, in order. */
  readonly shown: (string | null)[] = [];
  /** And whether their screens were hidden. */
  readonly hides: boolean[] = [];
  /** By which sessions are reached without a connection. */
  readonly subscriptions = new Map<Session, PushAddress>();

  readonly answers: Answers = {
    listNotifications: ({ caller }) => {
      const items = this.of(caller);
      return ok({ items, nextCursor: null, unreadCount: items.length });
    },
    readNotifications: ({ caller, body }) => {
      this.read(caller, body);
      return ok({ ok: true });
    },
    getNotificationSettings: ({ caller }) => ok(this.settings(caller)),
    updateNotificationSettings: ({ caller, body }) => ok(this.update(caller, body)),
    getPushKey: () => ok({ publicKey: fakePushKey, types: ['web'] }),
    subscribePush: ({ session, body }) => {
      const address = addressOf({ outbound: { isTarget: isOutboundTarget }, types: ['web'] }, body);
      const name = nameOf(address);
      for (const [other, taken] of this.subscriptions) {
        if (nameOf(taken) === name) this.subscriptions.delete(other);
      }
      this.subscriptions.set(session, address);
      return { status: 204 };
    },
    unsubscribePush: ({ session }) => {
      this.subscriptions.delete(session);
      return { status: 204 };
    },
    unsubscribeDigests: ({ body }) => {
      this.unsubscribe(body.token);
      return { status: 204 };
    },
  };

  readonly frames: Pick<FrameHandlers, 'focus'> = {
    focus: ({ data: { conversationId, hidden = false } }) => {
      this.shown.push(conversationId);
      this.hides.push(hidden);
      return {};
    },
  };

  constructor(world: World) {
    this.#world = world;
  }

  /** What waits for a person, newest first. */
  of(person: Person): Notification[] {
    return this.#waiting.get(person) ?? [];
  }

  notify(person: Person, notification: Notification, silent = false): void {
    this.#waiting.set(person, [notification, ...this.of(person)]);
    this.#world.deliver(person, { type: 'notification:new', data: { notification, silent } });
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
      this.#world.deliver(person, { type: 'notification:cleared', data: { ids: [...cleared] } });
  }

  settings(person: Person): NotificationSettings {
    return this.#settings.get(person) ?? everything;
  }

  /** The token of a link that turns a person's digests off. */
  unsubscription(person: Person): string {
    const token = `unsubscription-${this.#unsubscriptions.size + 1}`;
    this.#unsubscriptions.set(token, person);
    return token;
  }

  /** Throws `invalid_link`. */
  unsubscribe(token: string): void {
    const person = this.#unsubscriptions.get(token);
    if (!person) throw new ChatError('invalid_link');
    this.update(person, { digest: 'off' });
  }

  update(person: Person, changes: UpdateNotificationSettingsRequest): NotificationSettings {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const settings: NotificationSettings = { ...this.settings(person), ...Object.fromEntries(given) };
    this.#settings.set(person, settings);
    this.#world.deliver(person, { type: 'notification:settings', data: settings });
    return settings;
  }
}
