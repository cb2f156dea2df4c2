import type { Message } from './contract.ts';
import { integer, object, refused, string, type Shape } from './shapes.ts';

/** The literals of a set that later versions may extend. */
type Known<Value> = Value extends string ? (string extends Value ? never : Value) : never;

/** The kinds of entries that applications get as messages: a row for each kind in this version of the contract. */
const handled: Readonly<Record<Known<Message['kind']>, true>> = { text: true, system: true };

/**
 * Whether this version knows the kind of an entry. An entry of another kind has a place in the conversation, which is
 * skipped, and no content.
 */
export const isOfKnownKind = ({ kind }: Pick<Message, 'kind'>): boolean => Object.hasOwn(handled, kind);

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
    if (foreign === refused || isOfKnownKind(foreign)) return refused;
    const time = made(value);
    return { ...noContent, ...foreign, ...(time !== refused && time) };
  };
