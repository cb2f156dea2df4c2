import type { Message, ServerEvents } from '../api/protocol.ts';

type Piece = ServerEvents['message:appended'];

/** Messages whose last piece is remembered. */
const mostKept = 50;

/**
 * How the texts of messages that are being written go on. A piece carries all that is not stored: the last one is enough, also for a
 * message that is read after it came.
 */
export class Pieces {
  readonly #latest = new Map<string, Piece>();

  /** Takes a piece, unless it was overtaken by a later one. */
  note(piece: Piece): void {
    const name = nameOf(piece);
    const known = this.#latest.get(name);
    if (known && endOf(known) > endOf(piece)) return;
    this.#latest.delete(name);
    this.#latest.set(name, piece);
    const [oldest = ''] = this.#latest.keys();
    if (this.#latest.size > mostKept) this.#latest.delete(oldest);
  }

  /** The message with as much of its text as is known; the same object where that is what it has. */
  applied(message: Message): Message {
    const piece = message.streaming && this.#latest.get(nameOf(message));
    return piece ? withPiece(message, piece) : message;
  }

  clear(): void {
    this.#latest.clear();
  }
}

const nameOf = ({ conversationId, seq }: Pick<Message, 'conversationId' | 'seq'>) =>
  `${conversationId} ${seq}`;
const endOf = ({ offset, text }: Pick<Piece, 'offset' | 'text'>) => offset + text.length;

/** The same object where a piece says nothing new, or what is before it is missing. */
function withPiece(message: Message, piece: Piece): Message {
  const { offset, text } = piece;
  const goesOn = offset <= message.text.length && endOf(piece) > message.text.length;
  return goesOn ? { ...message, text: message.text.slice(0, offset) + text } : message;
}

/** Of two readings of a message that is being written, the text of the one that was written later. */
export const laterText = (known: Message, read: Message): string =>
  known.streaming && read.streaming && known.text.length > read.text.length ? known.text : read.text;
