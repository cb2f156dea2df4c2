import type { ChangesPage, Message, MessageChange } from './contract.ts';
import { integer, object, refused, string, type Shape } from './shapes.ts';

/** The literals of a set that later versions may extend. */
type Known<Value> = Value extends string ? (string extends Value ? never : Value) : never;

/** What entries are to applications: a row for each kind in this version of the contract. */
const kinds: Readonly<Record<Known<Message['kind']>, 'message' | 'change'>> = {
  text: 'message',
  poll: 'message',
  location: 'message',
  contact: 'message',
  system: 'message',
  change: 'change',
};
const isKnown = (kind: string): kind is keyof typeof kinds => Object.hasOwn(kinds, kind);

/**
 * Whether an entry is a message of a kind that this version knows. An entry of another kind has a place in the conversation,
 * which is skipped, and no content of its own.
 */
export const isOfKnownKind = ({ kind }: Pick<Message, 'kind'>): boolean =>
  isKnown(kind) && kinds[kind] === 'message';

/** An entry of a conversation: a message, or a change of one, with that message as it is now where the user can see it. */
export type Entry = Message & { changed?: Message | undefined };

/** The entry under whose number a message changed, as an event or an answer reports it. */
export function changeEntry({ change, ...changed }: Message & { change: MessageChange }): Entry {
  const { seq, userId } = change;
  const { conversationId } = changed;
  return { ...noContent, kind: 'change', seq, conversationId, senderId: userId, change, changed };
}

/** The entries of a page of changes. */
export function entriesIn({ items, messages = [] }: ChangesPage): Entry[] {
  const changed = new Map(messages.map((message) => [message.seq, message]));
  return items.map((item) => ({ ...item, changed: item.change && changed.get(item.change.messageSeq) }));
}

const place = object<Pick<Message, 'kind' | 'seq' | 'conversationId'>>({
  kind: string,
  seq: integer(0),
  conversationId: string,
});

const made = object<Pick<Message, 'createdAt'>>({ createdAt: string });

const noContent: Message = {
  id: '',
  seq: 0,
  conversationId: '',
  senderId: '',
  kind: '',
  text: '',
  attachments: [],
  replyTo: null,
  createdAt: new Date(0).toISOString(),
  editedAt: null,
  deletedAt: null,
  status: 'sent',
};

/**
 * Reads a message. Of an entry with another form, because its kind is of a later version, it reads the place: so neither
 * a push nor a page is refused for it.
 */
export const entry =
  (message: Shape<Message>): Shape<Message> =>
  (value) => {
    const known = message(value);
    if (known !== refused) return known;
    const foreign = place(value);
    if (foreign === refused || isKnown(foreign.kind)) return refused;
    const time = made(value);
    return { ...noContent, ...foreign, ...(time !== refused && time) };
  };
