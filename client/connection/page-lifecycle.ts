import type { Clock } from '../platform/clock.ts';

const tickMs = 30_000;
/**
 * Browsers hold timers of hidden pages back for up to a minute; later than that, the machine slept. Some systems stop one
 * of the two clocks meanwhile, so either may tell. A clock that was put forward looks the same, which costs one sync.
 */
const lateMs = 60_000;

interface PageLifecycleOptions {
  clock: Clock;
  /** Things may have happened unnoticed: the machine slept, the network was away, the page was hidden. */
  onWake: () => void;
  /** The page may go away without another word. */
  onHide: () => void;
}

/** Notices when the program was not running, or is about to stop, by the clock and where there is a page by its events. */
export class PageLifecycle {
  readonly #options: PageLifecycleOptions;
  #stop: (() => void) | undefined;

  constructor(options: PageLifecycleOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stop !== undefined) return;
    const { onWake, onHide } = this.#options;
    const stops = [this.#watchClock()];
    if ('document' in globalThis) {
      const changed = () => (document.visibilityState === 'visible' ? onWake() : onHide());
      stops.push(listen(document, 'visibilitychange', changed));
    }
    if ('addEventListener' in globalThis) {
      stops.push(listen(globalThis, 'online', onWake), listen(globalThis, 'pagehide', onHide));
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
