/** Reports an error as uncaught, without interrupting the code that runs now. */
export function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Listeners by event type; `Events` maps each type to what its listeners receive. */
export class Emitter<Events extends { error: unknown }> {
  readonly #listeners: { [T in keyof Events]?: Set<(data: Events[T]) => void> } = {};

  /** Calls `listener` with each event of the type from now on. The returned function ends that. */
  on<T extends keyof Events>(type: T, listener: (data: Events[T]) => void): () => void {
    // Wrapped, so that subscribing one function twice makes two subscriptions.
    const entry = (data: Events[T]) => listener(data);
    const listeners = (this.#listeners[type] ??= new Set());
    listeners.add(entry);
    return () => {
      listeners.delete(entry);
    };
  }

  /**
   * Calls every listener of the type. One that throws does not stop the others: its error goes to the listeners of
   * `error`, or is uncaught where there are none.
   */
  emit<T extends keyof Events>(type: T, data: Events[T]): void {
    for (const listener of [...(this.#listeners[type] ?? [])]) {
      try {
        listener(data);
      } catch (error) {
        if (type === 'error' || !this.#listeners.error?.size) reportUncaught(error);
        else this.emit('error', error);
      }
    }
  }
}
