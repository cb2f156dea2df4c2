import type { Message } from '../api/protocol.ts';
import { laterReading } from './message-items.ts';

/** Changed messages that are remembered. */
const mostKept = 200;

/** How messages became that changed lately: what was read before and arrives after the change does not undo it. */
export class ChangeNews {
  readonly #latest = new Map<string, Message>();

  note(changed: Message): void {
    const { id, changeSeq = 0 } = changed;
    if ((this.#latest.get(id)?.changeSeq ?? 0) > changeSeq) return;
    this.#latest.delete(id);
    this.#latest.set(id, changed);
    const [oldest = ''] = this.#latest.keys();
    if (this.#latest.size > mostKept) this.#latest.delete(oldest);
  }

  /** The message as it is by now; the same object where nothing later is known. */
  applied(message: Message, userId: string | undefined): Message {
    const latest = this.#latest.get(message.id);
    return (latest?.changeSeq ?? 0) > (message.changeSeq ?? 0) && latest !== undefined
      ? laterReading(message, latest, userId)
      : message;
  }

  clear(): void {
    this.#latest.clear();
  }
}
