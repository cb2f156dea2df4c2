import type { Message } from '../api/protocol.ts';
import { LoadRuns } from './load-runs.ts';
import { fillSize, type MessageRead, type MessageReads } from './message-reads.ts';
import type { MessageStretch } from './message-stretch.ts';

interface MessageLoadsOptions {
  stretch: MessageStretch;
  reads: MessageReads;
  maxMessages: number;
  /** Whether there is a server to ask. */
  linked: () => boolean;
  /** Whether the messages are on screen. */
  observed: () => boolean;
  /** What is being loaded, or why that failed, changed. */
  touch: () => void;
  /** These messages came in. */
  onLoaded: (messages: readonly Message[]) => void;
  /** These were read again, and may say something else. */
  onRead: (messages: readonly Message[]) => void;
  report: (error: unknown) => void;
}

/** Loads the messages of one conversation into its stretch: pages, jumps, gaps, and all of it again after a reset. */
export class MessageLoads {
  readonly #options: MessageLoadsOptions;
  readonly #runs: LoadRuns;
  #older: Promise<void> | undefined;
  #newer: Promise<void> | undefined;
  #jump: Promise<void> | undefined;
  #filling: Promise<void> | undefined;
  /** Whether messages between the end of the stretch and what was handed over are missing. */
  #gap = false;
  /** What is here may be wrong. */
  #stale = false;
  /** Up to which number what is here was stored: since then, any of it may have changed unseen. */
  #restoredTo: number | undefined;
  #checking = false;

  constructor(options: MessageLoadsOptions) {
    this.#options = options;
    this.#runs = new LoadRuns(options);
  }

  /** Whether what is here is still to be read again. */
  get unchecked(): boolean {
    return this.#stale || this.#restoredTo !== undefined;
  }

  get gap(): boolean {
    return this.#gap;
  }

  /** Whether what was handed over meanwhile shows only once a load that is under way is through. */
  get delaysMessages(): boolean {
    return this.#jump !== undefined || this.#filling !== undefined;
  }

  /** What is being loaded, and why the last load failed. */
  get progress() {
    return {
      loadingOlder: this.#older !== undefined,
      loadingNewer: this.#newer !== undefined || this.#filling !== undefined,
      jumping: this.#jump !== undefined,
      error: this.#runs.error,
    };
  }

  /** They are on screen: loads what is missing, if there is a server to ask. */
  refresh(): void {
    this.#runs.retry = !this.#options.linked();
    if (this.#runs.retry) return;
    if (!this.#options.stretch.loaded) this.#runs.inBackground(this.newest());
    else if (this.#stale) this.#runs.inBackground(this.#reload());
    else {
      this.fill();
      this.#runs.inBackground(this.#check());
    }
  }

  /** What is here was stored, up to this number. */
  restored(to: number): void {
    this.#restoredTo = to;
  }

  /** There is a connection again. */
  resume(): void {
    if (this.#runs.retry || this.#gap || this.#behind || this.unchecked) this.refresh();
  }

  /** What is here may be wrong: reads it again once it is on screen, keeping the place. */
  reset(): void {
    this.#stale = true;
    if (this.#options.observed()) this.refresh();
  }

  /** Forgets what is under way. */
  clear(): void {
    this.#runs.clear();
    this.#gap = false;
    this.#stale = false;
    this.#restoredTo = undefined;
    this.#older = undefined;
    this.#newer = undefined;
    this.#jump = undefined;
    this.#filling = undefined;
  }

  /** Loads a page of older messages, if there are any. Rejects with a `ChatClientError`. */
  older(): Promise<void> {
    const { stretch, touch } = this.#options;
    if (!stretch.loaded) return this.newest();
    if (stretch.atStart) return Promise.resolve();
    this.#older ??= this.#runs
      .run((isCurrent) => this.#loadOlder(isCurrent))
      .finally(() => {
        this.#older = undefined;
        touch();
      });
    touch();
    return this.#older;
  }

  /** Loads a page of newer messages, if there are any. Rejects with a `ChatClientError`. */
  newer(): Promise<void> {
    const { stretch, touch } = this.#options;
    if (!stretch.loaded) return this.newest();
    if (stretch.atEnd) return this.#filling ?? Promise.resolve();
    this.#newer ??= this.#runs
      .run((isCurrent) => this.#loadNewer(isCurrent))
      .finally(() => {
        this.#newer = undefined;
        touch();
        if (stretch.atEnd) this.fill();
      });
    touch();
    return this.#newer;
  }

  /** Shows the messages around a number, in place of those here unless it is among them. Rejects with a `ChatClientError`. */
  async around(seq: number): Promise<void> {
    const { stretch, reads } = this.#options;
    if (!stretch.covers(seq)) await this.#jumpTo(() => reads.around(seq));
  }

  /** Shows the newest messages, in place of those here unless they are among them. Rejects with a `ChatClientError`. */
  async newest(): Promise<void> {
    const { stretch, reads } = this.#options;
    if (stretch.loaded && stretch.atEnd) {
      this.fill();
      return;
    }
    if (this.#jump !== undefined && !stretch.loaded) return this.#jump;
    await this.#jumpTo(() => reads.newest());
  }

  /** Closes the gap between the end of the stretch and what was handed over, once it is on screen. */
  fill(): void {
    if (!this.#behind) {
      this.#gap = false;
      return;
    }
    const { touch, observed, linked } = this.#options;
    this.#gap = true;
    touch();
    if (!observed() || this.#filling !== undefined || this.#jump !== undefined) return;
    if (!linked()) {
      this.#runs.retry = true;
      return;
    }
    const filling = this.#runs
      .run((isCurrent) => this.#fillGap(isCurrent))
      .finally(() => {
        this.#filling = undefined;
      });
    this.#filling = filling;
    this.#runs.inBackground(filling);
  }

  get #behind(): boolean {
    const { stretch, reads } = this.#options;
    return stretch.loaded && stretch.atEnd && reads.position > stretch.to;
  }

  /** Shows what `read` brings, in place of what is here; nothing where it brings `undefined`. */
  #jumpTo(read: (isCurrent: () => boolean) => Promise<MessageRead | undefined>): Promise<void> {
    const { stretch, touch, onLoaded } = this.#options;
    this.#runs.leavePlace();
    const jump = this.#runs
      .run(async (isCurrent) => {
        const found = await read(isCurrent);
        if (found === undefined || !isCurrent()) return;
        this.#stale = false;
        this.#gap = false;
        this.#restoredTo = undefined;
        stretch.show(found);
        onLoaded(found.messages);
      })
      .finally(() => {
        if (this.#jump !== jump) return;
        this.#jump = undefined;
        touch();
        if (stretch.atEnd) this.fill();
      });
    this.#jump = jump;
    touch();
    return jump;
  }

  async #loadOlder(isCurrent: () => boolean): Promise<void> {
    const { stretch, reads, onLoaded } = this.#options;
    const { from } = stretch;
    const found = await reads.before(from);
    if (!isCurrent() || from !== stretch.from) return;
    stretch.prepend(found);
    onLoaded(found.messages);
  }

  async #loadNewer(isCurrent: () => boolean): Promise<void> {
    const { stretch, reads, onLoaded } = this.#options;
    const { to } = stretch;
    const found = await reads.after(to);
    if (!isCurrent() || to !== stretch.to) return;
    stretch.append(found);
    onLoaded(found.messages);
  }

  async #fillGap(isCurrent: () => boolean): Promise<void> {
    const { stretch, reads, onLoaded } = this.#options;
    while (this.#behind) {
      const { to } = stretch;
      const found = await reads.after(to);
      if (!isCurrent()) return;
      // Older messages that were loaded meanwhile may have pushed the newest ones out.
      if (to !== stretch.to) continue;
      stretch.append({ ...found, atEnd: true });
      onLoaded(found.messages);
    }
    this.#gap = false;
  }

  /**
   * Reads again, in its place, what was stored before the last thing that was handed over: history says how messages are, and
   * only what comes after them was missing so far.
   */
  async #check(): Promise<void> {
    const { stretch, reads, onRead } = this.#options;
    const restoredTo = this.#restoredTo;
    if (restoredTo === undefined || this.#checking) return;
    if (reads.position <= restoredTo) {
      this.#restoredTo = undefined;
      return;
    }
    this.#checking = true;
    const checking = this.#runs.run(async (isCurrent) => {
      for (let after = Math.max(stretch.from - 1, 0), done = false; !done;) {
        const { messages, to, atEnd } = await reads.after(after);
        if (!isCurrent()) return;
        onRead(messages.filter(({ seq }) => seq <= restoredTo));
        done = atEnd || to >= restoredTo;
        after = to;
      }
      this.#restoredTo = undefined;
    });
    await checking.finally(() => {
      this.#checking = false;
    });
  }

  /** Reads everything from the first message here on again. */
  async #reload(): Promise<void> {
    const { stretch, reads, maxMessages } = this.#options;
    const reading = this.#jumpTo(async (isCurrent) => {
      this.#stale = false;
      const { from, to } = stretch;
      const isEnough = (last: number, count: number) =>
        (!stretch.atEnd && last >= to) || count >= maxMessages + fillSize;
      const found = await reads.allAfter(Math.max(from - 1, 0), isCurrent, isEnough);
      if (found === undefined || !isCurrent()) this.#stale = true;
      const { atStart } = stretch;
      return found && { ...found, atStart, from: atStart ? 0 : (found.messages[0]?.seq ?? 0) };
    });
    await reading.catch((error: unknown) => {
      this.#stale = true;
      throw error;
    });
  }
}
