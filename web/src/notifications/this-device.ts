import type { ChatClient } from '../../../client/index.ts';
import {
  declined,
  isKnownAs,
  mayAsk,
  putOff,
  readChoice,
  storeChoice,
  type ChoiceStorage,
  type DeviceChoice,
} from './device-choice.ts';

/**
 * Whether the system shows notifications here. `install`: only once the page is an installed app. `open`: only while the page is
 * open, as pushes do not come.
 */
export type DeviceState = 'unsupported' | 'install' | 'blocked' | 'off' | 'open' | 'on';

export interface DeviceSnapshot {
  readonly state: DeviceState;
  readonly busy: boolean;
  /** Whether to offer that they are turned on. */
  readonly mayAsk: boolean;
}

type DeviceSubscription = Pick<PushSubscription, 'endpoint' | 'options' | 'toJSON' | 'unsubscribe'>;

/** The worker as far as notifications go. */
export interface DeviceRegistration {
  readonly active: Pick<ServiceWorker, 'postMessage'> | null;
  getNotifications(): Promise<readonly Pick<Notification, 'data' | 'close'>[]>;
  readonly pushManager?: {
    getSubscription(): Promise<DeviceSubscription | null>;
    subscribe(options: PushSubscriptionOptionsInit): Promise<DeviceSubscription>;
  };
}

export interface DevicePorts {
  /** Why the browser can show none at all. */
  hindrance: 'unsupported' | 'install' | undefined;
  permission: () => NotificationPermission;
  requestPermission: () => Promise<NotificationPermission>;
  /** The worker, once it runs. Rejects where there is none in time. */
  registration: () => Promise<DeviceRegistration>;
  /** Whose session it is, and which sign-in. */
  session: () => Promise<{ id: string; userId: string } | undefined>;
  push: Pick<ChatClient['push'], 'key' | 'subscribe' | 'unsubscribe'>;
  storage: ChoiceStorage;
  now: () => number;
  /** Receives what the user can do nothing about, and what passes by itself. */
  report: (error: unknown) => void;
}

const nothing: DeviceSnapshot = { state: 'unsupported', busy: false, mayAsk: false };

/** Notifications of the system on this device, for the user who is signed in. */
export class ThisDevice {
  readonly #ports: DevicePorts;
  readonly #listeners = new Set<() => void>();
  #userId: string | undefined;
  #choice: DeviceChoice = { wanted: false };
  /** Whether pushes come. */
  #reached = false;
  /** Whether another attempt may bring them. */
  #again = false;
  #snapshot = nothing;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: DevicePorts) {
    this.#ports = ports;
  }

  readonly getSnapshot = (): DeviceSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether the system shows notifications, by pushes or by the pages that are open. */
  get shows(): boolean {
    return this.#snapshot.state === 'on' || this.#snapshot.state === 'open';
  }

  /** This user is signed in. Makes good what was lost since they turned notifications on. */
  async begin(userId: string): Promise<void> {
    if (this.#userId !== userId) {
      this.#userId = userId;
      this.#choice = readChoice(this.#ports.storage, userId) ?? { wanted: false };
      this.#reached = this.#choice.known !== undefined;
      this.#show();
    }
    await this.refresh();
  }

  /** What the user, the browser or another tab changed. */
  async refresh(): Promise<void> {
    const userId = this.#userId;
    if (userId === undefined) return;
    this.#choice = readChoice(this.#ports.storage, userId) ?? this.#choice;
    this.#show();
    if (this.shows) await this.#inTurn(userId, () => this.#verify(userId));
  }

  /** There is a connection again. */
  async online(): Promise<void> {
    if (this.#again) await this.refresh();
  }

  /** Right after the user asked for it, or browsers refuse to ask them. */
  async turnOn(): Promise<void> {
    const userId = this.#userId;
    if (userId === undefined || this.#snapshot.busy) return;
    this.#show({ busy: true });
    try {
      const answer = await this.#ports.requestPermission();
      if (answer === 'granted') {
        this.#choose(userId, { ...this.#choice, wanted: true });
        await this.#inTurn(userId, () => this.#verify(userId));
      }
    } finally {
      this.#show({ busy: false });
    }
  }

  /** On this device only. */
  async turnOff(): Promise<void> {
    const userId = this.#userId;
    if (userId === undefined || this.#snapshot.busy) return;
    this.#show({ busy: true });
    try {
      await this.#inTurn(userId, async () => {
        const { known: _, ...choice } = this.#choice;
        this.#choose(userId, declined(choice));
        await this.#leave();
        // the subscription is gone in the browser: where the server does not hear of it, its pushes are refused
        await this.#ports.push.unsubscribe().catch(this.#ports.report);
      });
    } finally {
      this.#show({ busy: false });
    }
  }

  /** They do not want to be asked for a while. */
  putOff(): void {
    if (this.#userId !== undefined) this.#choose(this.#userId, putOff(this.#choice, this.#ports.now()));
  }

  /** The user signed out: nothing of theirs reaches this browser any more, or stays on screen. The server knows by the session. */
  async end(): Promise<void> {
    const userId = this.#userId;
    if (userId === undefined) return;
    const { known, ...choice } = this.#choice;
    this.#userId = undefined;
    this.#show();
    // what is under way may still subscribe
    this.#last = this.#last.then(() => {
      // once the other tabs know why: a change of the storage has them find the session gone
      if (known) storeChoice(this.#ports.storage, userId, choice);
      return this.#leave();
    });
    await this.#last;
  }

  /** One after the other, and only for the user for whom it began. */
  #inTurn(userId: string, work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(() => (this.#userId === userId ? work() : undefined));
    // the caller gets the error; the next one only waits
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** That the browser has a subscription with the key of the server, and the server knows it for this session. */
  async #verify(userId: string): Promise<void> {
    try {
      const { pushManager } = await this.#ports.registration();
      const session = await this.#ports.session();
      if (session?.userId !== userId || this.#userId !== userId) return;
      const reached = pushManager !== undefined && (await this.#subscribed(pushManager, session.id, userId));
      if (this.#userId !== userId) return;
      this.#reached = reached;
      this.#again = false;
    } catch (error) {
      if (this.#userId !== userId) return;
      // the pages that are open still show them
      this.#reached = false;
      // browsers say by these that they have no push service; all else may pass
      this.#again = !(error instanceof DOMException);
      if (this.#again) this.#ports.report(error);
    }
    this.#show();
  }

  async #subscribed(
    manager: NonNullable<DeviceRegistration['pushManager']>,
    sessionId: string,
    userId: string,
  ) {
    const before = await manager.getSubscription();
    const now = this.#ports.now();
    if (before !== null && isKnownAs(this.#choice, before.endpoint, sessionId, now)) return true;
    const { publicKey, types } = await this.#ports.push.key();
    if (!types.includes('web')) return false;
    const applicationServerKey = bytesOf(publicKey);
    if (before !== null && !isSame(before.options.applicationServerKey, applicationServerKey)) {
      await before.unsubscribe();
    }
    // the one that there is, where its key is the same
    const subscription = await manager.subscribe({ userVisibleOnly: true, applicationServerKey });
    const { endpoint, keys: { p256dh = '', auth = '' } = {}, expirationTime } = subscription.toJSON();
    if (endpoint === undefined) return false;
    await this.#ports.push.subscribe({
      type: 'web',
      endpoint,
      keys: { p256dh, auth },
      ...(expirationTime !== undefined && { expirationTime }),
    });
    if (this.#userId === userId)
      this.#choose(userId, { ...this.#choice, known: { endpoint, sessionId, at: now } });
    return true;
  }

  /** Nothing more comes, and nothing stays on screen. */
  async #leave(): Promise<void> {
    this.#reached = false;
    try {
      const registration = await this.#ports.registration();
      for (const notice of await registration.getNotifications()) notice.close();
      await (await registration.pushManager?.getSubscription())?.unsubscribe();
    } catch (error) {
      this.#ports.report(error);
    }
  }

  #choose(userId: string, choice: DeviceChoice): void {
    this.#choice = choice;
    storeChoice(this.#ports.storage, userId, choice);
    this.#show();
  }

  #show({ busy = this.#snapshot.busy }: { busy?: boolean } = {}): void {
    const state = this.#stateNow();
    const asks = state === 'off' && !busy && mayAsk(this.#choice, this.#ports.now());
    const { state: before, busy: wasBusy, mayAsk: asked } = this.#snapshot;
    if (before === state && wasBusy === busy && asked === asks) return;
    this.#snapshot = { state, busy, mayAsk: asks };
    for (const listener of this.#listeners) listener();
  }

  #stateNow(): DeviceState {
    const { hindrance, permission } = this.#ports;
    if (this.#userId === undefined) return 'unsupported';
    if (hindrance !== undefined) return hindrance;
    if (permission() === 'denied') return 'blocked';
    if (permission() === 'default' || !this.#choice.wanted) return 'off';
    return this.#reached ? 'on' : 'open';
  }
}

/** From base64url, as keys are given. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function isSame(key: ArrayBuffer | null | undefined, wanted: Uint8Array): boolean {
  if (key?.byteLength !== wanted.length) return false;
  return new Uint8Array(key).every((byte, index) => byte === wanted[index]);
}
