/**
 * What the worker uses of the browser. The types of pages, which the rest of the client is checked with, do not have it, and both
 * together contradict each other.
 */

export interface ExtendableEvent extends Event {
  /** The browser keeps the worker alive until it settles. */
  waitUntil(work: Promise<unknown>): void;
}

export interface PushEvent extends ExtendableEvent {
  readonly data: { text(): string } | null;
}

export interface NotificationEvent extends ExtendableEvent {
  readonly notification: ShownNotification;
}

export interface SubscriptionChangeEvent extends ExtendableEvent {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}

export interface MessageEventOfClient extends ExtendableEvent {
  readonly data: unknown;
}

/** A page of this origin. */
export interface WindowClient {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: DocumentVisibilityState;
  focus(): Promise<WindowClient>;
  navigate(url: string): Promise<WindowClient | null>;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** A notification that the system shows. */
export interface ShownNotification {
  readonly tag: string;
  readonly data: unknown;
  close(): void;
}

/** What the system is asked to show: some of it is newer than the types of pages. */
export interface NoticeOptions extends NotificationOptions {
  readonly tag: string;
  readonly renotify: boolean;
  /** When it happened, in milliseconds since the epoch. */
  readonly timestamp?: number;
}

interface Events {
  push: PushEvent;
  notificationclick: NotificationEvent;
  notificationclose: NotificationEvent;
  pushsubscriptionchange: SubscriptionChangeEvent;
  message: MessageEventOfClient;
}

export interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly navigator: {
    readonly languages: readonly string[];
    setAppBadge?(count?: number): Promise<void>;
    clearAppBadge?(): Promise<void>;
  };
  readonly registration: {
    readonly pushManager?: Pick<PushManager, 'getSubscription' | 'subscribe'>;
    getNotifications(filter?: { tag: string }): Promise<readonly ShownNotification[]>;
    showNotification(title: string, options: NoticeOptions): Promise<void>;
  };
  readonly clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<WindowClient | null>;
  };
  addEventListener<T extends keyof Events>(type: T, listener: (event: Events[T]) => void): void;
  skipWaiting(): Promise<void>;
}
