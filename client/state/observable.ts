/** A part of the state as frameworks observe it: React's `useSyncExternalStore`, Vue's `shallowRef`, a Svelte store. */
export interface Slice<T> {
  /** The value now. The same reference for as long as nothing in it changes; never mutated. */
  readonly getSnapshot: () => T;
  /** Calls `listener` after each turn that changed the value. The returned function ends that. */
  readonly subscribe: (listener: () => void) => () => void;
}

interface Refreshable {
  notify(): void;
}

/** Gathers what changes in one turn, so that each listener is called once for it. */
export class Turn {
  readonly #changed = new Set<Refreshable>();
  readonly #onTrouble: (error: unknown) => void;
  #planned = false;

  /** `onTrouble` receives what listeners throw, and must not throw itself. */
  constructor(onTrouble: (error: unknown) => void) {
    this.#onTrouble = onTrouble;
  }

  /** The cell may have another value: its listeners are called in a microtask, if it has. */
  changed(cell: Refreshable): void {
    this.#changed.add(cell);
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      const cells = [...this.#changed];
      this.#changed.clear();
      for (const one of cells) one.notify();
    });
  }

  call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#onTrouble(error);
    }
  }
}

interface CellOptions<T> {
  turn: Turn;
  /** The value now. Returns `previous` itself where nothing in it changed. */
  compute: (previous: T | undefined) => T;
  /** The first listener came, or the last one left; `getSnapshot` may be called in it. */
  onObserved?: (observed: boolean) => void;
}

/** A slice whose value is computed when it is asked for after a change. */
export class Cell<T> implements Slice<T> {
  readonly #options: CellOptions<T>;
  readonly #listeners = new Set<{ call: () => void }>();
  #value: { now: T } | undefined;
  #stale = true;
  /** The value that listeners know of. */
  #notified: { now: T } | undefined;

  constructor(options: CellOptions<T>) {
    this.#options = options;
  }

  get observed(): boolean {
    return this.#listeners.size > 0;
  }

  getSnapshot = (): T => {
    // Without listeners it may have missed changes, so it looks again.
    if (this.#value !== undefined && !this.#stale && this.observed) return this.#value.now;
    const now = this.#options.compute(this.#value?.now);
    this.#stale = false;
    this.#value = { now };
    return now;
  };

  subscribe = (listener: () => void): (() => void) => {
    // An object of its own, so that subscribing one function twice is two subscriptions.
    const entry = { call: listener };
    this.#notified ??= { now: this.getSnapshot() };
    this.#listeners.add(entry);
    if (this.#listeners.size === 1) this.#options.onObserved?.(true);
    return () => {
      if (!this.#listeners.delete(entry) || this.#listeners.size > 0) return;
      this.#notified = undefined;
      this.#options.onObserved?.(false);
    };
  };

  /** What it is computed from changed. */
  touch(): void {
    this.#stale = true;
    if (this.observed) this.#options.turn.changed(this);
  }

  notify(): void {
    if (!this.observed) return;
    const now = this.getSnapshot();
    if (this.#notified?.now === now) return;
    this.#notified = { now };
    for (const { call } of [...this.#listeners]) this.#options.turn.call(call);
  }
}

interface CellsOptions<T> {
  turn: Turn;
  compute: (id: string, previous: T | undefined) => T;
  onObserved?: (id: string, observed: boolean) => void;
}

/** Cells of many things by id. Only those that are observed are kept. */
export class Cells<T> {
  readonly #options: CellsOptions<T>;
  /** More than one of an id where one was taken before the other was observed. */
  readonly #observed = new Map<string, Set<Cell<T>>>();

  constructor(options: CellsOptions<T>) {
    this.#options = options;
  }

  /** The observed ids, in the order in which they began to be. */
  get observed(): string[] {
    return [...this.#observed.keys()];
  }

  isObserved(id: string): boolean {
    return this.#observed.has(id);
  }

  of(id: string): Cell<T> {
    for (const cell of this.#observed.get(id) ?? []) return cell;
    const { turn, compute } = this.#options;
    const cell = new Cell<T>({
      turn,
      compute: (previous) => compute(id, previous),
      onObserved: (observed) => this.#change(id, cell, observed),
    });
    return cell;
  }

  touch(id: string): void {
    for (const cell of this.#observed.get(id) ?? []) cell.touch();
  }

  touchAll(): void {
    for (const id of this.#observed.keys()) this.touch(id);
  }

  #change(id: string, cell: Cell<T>, observed: boolean): void {
    const cells = this.#observed.get(id) ?? new Set();
    const before = cells.size;
    if (observed) cells.add(cell);
    else cells.delete(cell);
    if (cells.size > 0) this.#observed.set(id, cells);
    else this.#observed.delete(id);
    if (before === 0 || cells.size === 0) this.#options.onObserved?.(id, observed);
  }
}
