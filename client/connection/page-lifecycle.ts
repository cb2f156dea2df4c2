import type { Clock } from '../platform/clock.ts';

const tickMs = 30_000;
/**
 * Browsers delay timers of hidden pages by up to a minute; a longer delay means that the machine slept. Some systems stop
 * one of the two clocks during sleep, so either counts. A wall clock that was set forward looks the same: it costs a sync.
 */
const lateMs = 60_000;

interface PageLifecycleOptions {
  clock: Clock;
  /** Something may have been missed: the machine slept, the network was lost, the page was hidden. */
  onWake: () => void;
  /** Another tab changed something in the `localStorage` that they share. */
  onStorage: () => void;
  /** The page may be closed without another event. */
  onHide: () => void;
}

/** Detects that the program was suspended or may be about to end: by the clock, and in a browser by page events. */
export class PageLifecycle {
  readonly #options: PageLifecycleOptions;
  #stop: (() => void) | undefined;

  constructor(options: PageLifecycleOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stop !== undefined) return;
    const { onWake, onStorage, onHide } = this.#options;
    const stops = [this.#watchClock()];
    if ('document' in globalThis) {
      const changed = () => (document.visibilityState === 'visible' ? onWake() : onHide());
      stops.push(listen(document, 'visibilitychange', changed));
    }
    if ('addEventListener' in globalThis) {
      stops.push(listen(globalThis, 'online', onWake), listen(globalThis, 'pagehide', onHide));
      stops.push(listen(globalThis, 'storage', onStorage));
    }
    this.#stop = () => {
      for (const stop of stops) stop();
    };
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  #watchClock(): () => void {
    const { clock, onWake } = this.#options;
    const tick = () => {
      const due = { now: clock.now() + tickMs, elapsed: clock.elapsed() + tickMs };
      return clock.after(tickMs, () => {
        cancel = tick();
        if (Math.max(clock.now() - due.now, clock.elapsed() - due.elapsed) > lateMs) onWake();
      });
    };
    let cancel = tick();
    return () => cancel();
  }
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
