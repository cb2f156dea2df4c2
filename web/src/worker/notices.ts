import type { ClearedPush, NewPush, PushPayload } from '../../../client/push/index.ts';
import { messageHash, type FromWorker } from './messages.ts';
import { dataOf, momentOf, noticeOf, plainNotice, tagOf, type Notice, type NoticeData } from './notice.ts';
import type { ShownNotification, WindowClient, WorkerScope } from './scope.ts';
import { textsIn, type NoticeTexts } from './texts.ts';

export interface NoticesOptions {
  scope: WorkerScope;
  /** Who is signed in in this browser. Rejects where that cannot be read. */
  signedIn: () => Promise<string | undefined>;
  /** The language that the user chose; `undefined`: the browser's. */
  language: () => Promise<string | undefined>;
  /** Sends a message to a page, and resolves with whether it answers in time. */
  ask: (window: WindowClient, message: FromWorker) => Promise<boolean>;
}

/** How much of what was dismissed is remembered, for as long as the worker runs. */
const mostDismissed = 100;

/** What the system shows of ChatFlow in this browser. Pushes and pages ask for it; what they ask for is done in turn. */
export class Notices {
  readonly #options: NoticesOptions;
  /** Of notifications that the user dismissed: the same may come by another way. */
  readonly #dismissed = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** A push came. `undefined`: it cannot be read. */
  pushed(push: PushPayload | undefined): Promise<void> {
    return this.#inTurn(() => this.#take(push));
  }

  /** The user chose a notice: closes it, and shows in a window what it leads to. */
  async chosen(notice: ShownNotification): Promise<void> {
    notice.close();
    const data = dataOf(notice);
    const session = await this.#session();
    await this.#open(data?.recipientId === session?.userId ? data : undefined);
  }

  /** The user dismissed a notice. */
  dismissed(notice: ShownNotification): void {
    const data = dataOf(notice);
    if (data === undefined) return;
    this.#dismissed.add(momentOf(data));
    const [oldest] = this.#dismissed;
    if (this.#dismissed.size > mostDismissed && oldest !== undefined) this.#dismissed.delete(oldest);
  }

  /** The browser ended the subscription, or replaced it: there is another one then, which the pages tell the server of. */
  async resubscribe(change: {
    oldSubscription?: PushSubscription | null;
    newSubscription?: PushSubscription | null;
  }): Promise<void> {
    const { pushManager } = this.#options.scope.registration;
    const key = change.oldSubscription?.options.applicationServerKey;
    if (!change.newSubscription && key) {
      await pushManager?.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    }
    const message: FromWorker = { type: 'subscription' };
    for (const window of await this.#windows()) window.postMessage(message);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    // the caller gets the error; the next one only waits
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #take(push: PushPayload | undefined): Promise<void> {
    const [windows, session] = await Promise.all([this.#windows(), this.#session()]);
    if (session === undefined || push === undefined) return this.#showPlain(windows);
    if (session.userId === undefined) return this.#leave();
    if (session.userId !== push.recipientId) return;
    if (push.type === 'cleared') await this.#clear(push);
    else if (!isLookedAt(windows)) await this.#show(push);
    // pages know more exactly, and say so themselves
    if (windows.length === 0) await this.#options.scope.navigator.setAppBadge?.(push.unreadCount);
  }

  /** What cannot be read, or not be proven to be this user's, says nothing. */
  async #showPlain(windows: readonly WindowClient[]): Promise<void> {
    if (!isLookedAt(windows)) await this.#display(plainNotice(await this.#texts()));
  }

  async #show(push: NewPush): Promise<void> {
    const moment = momentOf(push.notification);
    if (this.#dismissed.has(moment)) return;
    const shown = await this.#options.scope.registration.getNotifications({ tag: tagOf(push.notification) });
    const before = shown.flatMap((one) => dataOf(one) ?? []);
    if (before.some((data) => momentOf(data) === moment)) return;
    await this.#display(noticeOf(push, await this.#texts()));
  }

  #display({ title, options }: Notice): Promise<void> {
    return this.#options.scope.registration.showNotification(title, options);
  }

  async #clear({ ids }: ClearedPush): Promise<void> {
    const gone = new Set(ids);
    for (const notice of await this.#options.scope.registration.getNotifications()) {
      const data = dataOf(notice);
      if (data !== undefined && gone.has(data.id)) notice.close();
    }
  }

  async #texts(): Promise<NoticeTexts> {
    const { scope, language } = this.#options;
    // where the choice cannot be read, the browser's language is the next best
    const chosen = await language().catch(() => undefined);
    return textsIn([...(chosen === undefined ? [] : [chosen]), ...scope.navigator.languages]);
  }

  /** No user is signed in here, and the server may not know of it yet. */
  async #leave(): Promise<void> {
    const { registration, navigator } = this.#options.scope;
    await (await registration.pushManager?.getSubscription())?.unsubscribe();
    await navigator.clearAppBadge?.();
  }

  /** In the window that was used last, or else in a new one. */
  async #open(data: NoticeData | undefined): Promise<void> {
    const { scope, ask } = this.#options;
    const { path = '/', conversationId, seq } = data ?? {};
    const address = seq === undefined ? path : `${path}${messageHash(seq)}`;
    const windows = await this.#windows();
    const window =
      windows.find(({ focused }) => focused) ??
      windows.find(({ visibilityState }) => visibilityState === 'visible') ??
      windows[0];
    if (window === undefined) {
      await scope.clients.openWindow(address);
      return;
    }
    // some systems refuse it: then it is shown there, and waits
    const focused = await window.focus().catch(() => window);
    const message: FromWorker = {
      type: 'open',
      path,
      ...(conversationId !== undefined && { conversationId }),
      ...(seq !== undefined && { seq }),
    };
    // a page that does not follow, as it is still loading, is loaded there
    if (await ask(focused, message)) return;
    // before the worker controls it, it cannot be
    await focused.navigate(address).catch(() => scope.clients.openWindow(address));
  }

  /** Who is signed in, if anyone; `undefined` where that cannot be read. */
  async #session(): Promise<{ userId: string | undefined } | undefined> {
    try {
      return { userId: await this.#options.signedIn() };
    } catch {
      // the storage is blocked or damaged, which the page says
      return undefined;
    }
  }

  #windows(): Promise<readonly WindowClient[]> {
    return this.#options.scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  }
}

const isLookedAt = (windows: readonly WindowClient[]): boolean =>
  windows.some(({ focused, visibilityState }) => focused && visibilityState === 'visible');
