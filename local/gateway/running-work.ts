/** Counts what must come to an end before the gateway may: requests, frames, sockets up to their `$disconnect`. */
export class RunningWork {
  #count = 0;
  #idle: PromiseWithResolvers<boolean> | undefined;

  begin(): void {
    this.#count += 1;
  }

  end(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#idle?.resolve(true);
  }

  /** Waits until nothing runs, at most `ms`. Says whether that was reached. */
  async settled(ms: number): Promise<boolean> {
    if (this.#count === 0) return true;
    const idle = Promise.withResolvers<boolean>();
    this.#idle = idle;
    const timer = setTimeout(() => idle.resolve(false), ms);
    const reached = await idle.promise;
    clearTimeout(timer);
    return reached;
  }
}
