import type { Head } from '../../conversations/index.ts';
import type { MessagesContext } from '../context.ts';
import type { EntryOf, ReplayedEntry } from '../log-entry.ts';
import {
  openPreview,
  openText,
  type PreviewText,
  type Said,
  type SealedPreview,
  type SealedText,
} from './sealing.ts';

type Kind = ReplayedEntry['kind'];

/** By kind, what is open of an entry: known before it is sealed to be stored, and after it was read and opened. */
interface Opened {
  text: Omit<EntryOf<'text'>, keyof SealedText | keyof SealedPreview> & Said & { preview?: PreviewText };
  /** Nothing of the others is sealed: they say by ids what the head and the members say in clear. */
  deleted: EntryOf<'deleted'>;
  system: EntryOf<'system'>;
  change: EntryOf<'change'>;
}
export type OpenEntry<K extends Kind = Kind> = { [P in K]: Opened[P] & { kind: P } }[K];
type SealedEntry<K extends Kind = Kind> = { [P in K]: EntryOf<P> & { kind: P } }[K];

const openers: {
  readonly [K in Kind]: (
    context: Pick<MessagesContext, 'conversations' | 'envelope'>,
    head: Head,
    entry: SealedEntry<K>,
  ) => Promise<OpenEntry<K>>;
} = {
  text: async (
    context,
    head,
    { sealedText, keyId, formatted, sealings, content, sealedPreview, previewKeyId, ...open },
  ) => ({
    ...open,
    ...(sealedPreview &&
      previewKeyId !== undefined && {
        preview: await openPreview(context, head, open, { sealedPreview, previewKeyId }),
      }),
    ...(await openText(context, head, open, {
      sealedText,
      keyId,
      ...(formatted && { formatted }),
      ...(sealings !== undefined && { sealings }),
      ...(content && { content }),
    })),
  }),
  deleted: (_context, _head, entry) => Promise.resolve(entry),
  system: (_context, _head, entry) => Promise.resolve(entry),
  change: (_context, _head, entry) => Promise.resolve(entry),
};

/** Opens what is sealed of a stored entry. */
export const openEntry = <K extends Kind>(
  context: Pick<MessagesContext, 'conversations' | 'envelope'>,
  head: Head,
  entry: SealedEntry<K>,
): Promise<OpenEntry<K>> => openers[entry.kind](context, head, entry);
