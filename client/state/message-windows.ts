import type { Message } from '../api/protocol.ts';
import type { StateHost } from './host.ts';
import type { OthersMarks } from './marks.ts';
import type { StoredWindow } from './message-stretch.ts';
import { MessageWindow } from './message-window.ts';
import { emptyMessages, type MessagesSnapshot } from './messages-snapshot.ts';
import { Cells, type Slice, type Turn } from './observable.ts';
import type { UnsentMessages } from './unsent.ts';

interface MessageWindowsOptions {
  host: StateHost;
  turn: Turn;
  unsent: UnsentMessages;
  /** Windows in memory, and messages in each of them. */
  limits: { windows: number; messages: number };
  userId: () => string | undefined;
  /** Whether what is stored of the user is taken up. */
  ready: () => boolean;
  /** Whether there is a server to ask. */
  linked: () => boolean;
  /** How far the others are in a conversation. */
  marks: (id: string) => OthersMarks;
  /** A message with its files as they are by now. */
  withNews: (message: Message) => Message;
  /** What is stored of a conversation's messages. */
  stored: (id: string) => Promise<StoredWindow | undefined>;
  /** How far the others are may have changed unseen. */
  onMarksWanted: (id: string) => void;
  /** Stored messages that the window did not have came in or changed. */
  onMessages: (id: string, messages: readonly Message[]) => void;
  /** What is to be stored of it changed. */
  onChange: (id: string) => void;
  /** A window is about to go. */
  onEvict: () => void;
}

/** The windows in memory: those on screen, and the ones viewed last. */
export class MessageWindows {
  readonly #options: MessageWindowsOptions;
  readonly #cells: Cells<MessagesSnapshot>;
  /** The most recently viewed last. */
  readonly #windows = new Map<string, MessageWindow>();
  /** The work that was done for windows that are gone. */
  #pastSteps = 0;

  constructor(options: MessageWindowsOptions) {
    this.#options = options;
    this.#cells = new Cells({
      turn: options.turn,
      compute: (id) => this.#windows.get(id)?.snapshot() ?? emptyMessages,
      onObserved: (id, observed) => this.#viewed(id, observed),
    });
  }

  /** How many items were made or looked at so far: what events cost. */
  get steps(): number {
    return [...this.#windows.values()].reduce((sum, window) => sum + window.stretch.steps, this.#pastSteps);
  }

  get size(): { windows: number; messages: number } {
    const messages = [...this.#windows.values()].reduce((sum, { size }) => sum + size, 0);
    return { windows: this.#windows.size, messages };
  }

  slice(id: string): Slice<MessagesSnapshot> {
    return this.#cells.of(id);
  }

  isObserved(id: string): boolean {
    return this.#cells.isObserved(id);
  }

  /** The window, if it is in memory. */
  get(id: string): MessageWindow | undefined {
    return this.#windows.get(id);
  }

  /** The window, which is now the one viewed last. */
  open(id: string): MessageWindow {
    const window = this.#windows.get(id) ?? this.#newWindow(id);
    this.#windows.delete(id);
    this.#windows.set(id, window);
    this.#evict(id);
    return window;
  }

  /** What is stored of the user is taken up. */
  ready(): void {
    for (const id of this.#cells.observed) this.#viewed(id, true);
  }

  /** There is a connection again. */
  resume(): void {
    for (const id of this.#cells.observed) {
      this.#windows.get(id)?.resume();
      this.#options.onMarksWanted(id);
    }
  }

  clear(): void {
    for (const [id, window] of this.#windows) {
      window.clear();
      if (!this.#cells.isObserved(id)) this.#windows.delete(id);
    }
  }

  #newWindow(id: string): MessageWindow {
    const { host, userId, unsent, limits, marks, withNews, linked, onMessages, onChange } = this.#options;
    return new MessageWindow({
      conversationId: id,
      userId,
      host,
      unsent,
      maxMessages: limits.messages,
      marks: () => marks(id),
      withNews,
      linked,
      observed: () => this.#cells.isObserved(id),
      touch: () => this.#cells.touch(id),
      onMessages: (messages) => onMessages(id, messages),
      onChange: () => onChange(id),
    });
  }

  /** Windows beyond the limit go, the least recently viewed first, but none that is on screen. */
  #evict(keep: string): void {
    let excess = this.#windows.size - this.#options.limits.windows;
    for (const [id, window] of this.#windows) {
      if (excess <= 0) return;
      if (id === keep || this.#cells.isObserved(id)) continue;
      this.#pastSteps += window.stretch.steps;
      // What is not stored of it yet is stored while it is here.
      this.#options.onEvict();
      this.#windows.delete(id);
      excess -= 1;
    }
  }

  #viewed(id: string, observed: boolean): void {
    if (!observed && !this.#windows.has(id)) return;
    const window = this.open(id);
    // It has the messages that are not sent yet.
    this.#cells.touch(id);
    if (!observed || !this.#options.ready()) return;
    void this.#load(id, window);
    this.#options.onMarksWanted(id);
  }

  /** Shows what is stored of it at once, and then what there is. */
  async #load(id: string, window: MessageWindow): Promise<void> {
    if (!window.stretch.loaded) {
      const userId = this.#options.userId();
      const stored = await this.#options.stored(id);
      if (userId !== this.#options.userId() || this.#windows.get(id) !== window) return;
      if (stored !== undefined) window.restore(stored);
    }
    window.loads.refresh();
  }
}
