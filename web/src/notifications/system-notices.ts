import type { ChatClient, NotificationSettings } from '../../../client/index.ts';
import type { PushPayload } from '../../../client/push/index.ts';
import { isQuiet } from '../../../shared/protocol/quiet-hours.ts';
import { dataOf } from '../worker/notice.ts';
import { clearedPushOf, pushOf, type Happened } from './pushes.ts';
import type { DeviceRegistration, ThisDevice } from './this-device.ts';

/** As many as a page of the list has at most: the system shows fewer. */
const mostListed = 100;

export interface SystemNoticesOptions {
  client: Pick<ChatClient, 'on' | 'userId'> & {
    readonly notifications: Pick<ChatClient['notifications'], 'list' | 'settings'>;
  };
  device: Pick<ThisDevice, 'shows'>;
  registration: () => Promise<DeviceRegistration>;
  /** Whether the user looks at this page. */
  looks: () => boolean;
  /** Runs work in one of the tabs that ask for it at the same time; the others go on without. */
  once: (name: string, work: () => Promise<void>) => Promise<void>;
  playSound: () => void;
  /** In milliseconds since the epoch. */
  now: () => number;
  report: (error: unknown) => void;
}

/**
 * While a page is open and the user does not look at it, it has the worker show what happens, as a push would. So it is shown once,
 * whichever of the tabs and pushes brings it, and not while the user looks at another tab. Where the user looks, it is only heard.
 */
export class SystemNotices {
  readonly #options: SystemNoticesOptions;
  #settings: NotificationSettings | undefined;
  #stop: (() => void)[] = [];

  constructor(options: SystemNoticesOptions) {
    this.#options = options;
  }

  start(): void {
    const { client, report } = this.#options;
    const background = (work: Promise<void>) => void work.catch(report);
    this.#stop = [
      client.on('notification:new', ({ notification, silent }) =>
        background(this.#happened(notification, silent)),
      ),
      client.on('notification:cleared', ({ ids }) => background(this.#cleared(ids))),
      client.on('notification:settings', (settings) => (this.#settings = settings)),
      client.on('state', ({ state }) => {
        if (state === 'online') background(this.tidy());
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stop) stop();
    this.#stop = [];
    this.#settings = undefined;
  }

  /** Closes what was seen, or is another user's: it was shown before this page was there. */
  async tidy(): Promise<void> {
    const { client, device, registration } = this.#options;
    if (!device.shows) return;
    const notices = await (await registration()).getNotifications();
    if (notices.length === 0) return;
    const { items, nextCursor } = await client.notifications.list({ limit: mostListed });
    const waiting = new Set(items.map(({ id }) => id));
    for (const notice of notices) {
      const data = dataOf(notice);
      const isGone = data === undefined || (nextCursor === null && !waiting.has(data.id));
      if (isGone || data.recipientId !== client.userId) notice.close();
    }
  }

  async #happened(notification: Happened, silent: boolean): Promise<void> {
    const { device, looks, once, playSound } = this.#options;
    if (!looks() && device.shows) {
      await once(`chatflow notice ${notification.id} ${notification.createdAt}`, () =>
        this.#show(notification, silent),
      );
    } else if (!silent) playSound();
  }

  async #show(notification: Happened, silent: boolean): Promise<void> {
    const { client, now, report } = this.#options;
    const recipientId = client.userId;
    if (recipientId === undefined) return;
    const [page, settings] = await Promise.all([
      // without what was written, it still says that something was
      client.notifications.list({ limit: mostListed }).catch(report),
      this.#settingsNow().catch(report),
    ]);
    // as no push comes then
    if (settings?.quietHours && isQuiet(settings.quietHours, now())) return;
    const listed = page?.items.find(({ id }) => id === notification.id);
    // the user has seen it meanwhile
    if (page?.nextCursor === null && listed === undefined) return;
    const unreadCount = page?.unreadCount ?? 0;
    const preview = settings?.preview ?? 'hidden';
    await this.#tell(pushOf(notification, listed, { recipientId, silent, unreadCount, preview }));
  }

  async #cleared(ids: readonly string[]): Promise<void> {
    const { client, device } = this.#options;
    const recipientId = client.userId;
    if (recipientId === undefined || !device.shows) return;
    await this.#tell(clearedPushOf(ids, { recipientId, unreadCount: 0 }));
  }

  async #settingsNow(): Promise<NotificationSettings> {
    this.#settings ??= await this.#options.client.notifications.settings();
    return this.#settings;
  }

  async #tell(push: PushPayload): Promise<void> {
    const { active } = await this.#options.registration();
    active?.postMessage(JSON.stringify(push));
  }
}
