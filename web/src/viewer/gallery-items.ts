import type { MessageItem } from '../../../client/index.ts';
import type { Media } from '../media/model.ts';
import { isVoice } from '../media/model.ts';

/** By which files of a conversation are asked for. */
export type GalleryKind = 'image' | 'video' | 'audio' | 'voice' | 'document';

/** A file and its message. */
export interface GalleryItem {
  readonly messageId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly createdAt: string;
  readonly media: Media;
  /** What the message says, where that is at hand. */
  readonly text?: string;
}

/** What was loaded of one kind, newest first. */
export interface KindPages {
  readonly kind: GalleryKind;
  readonly items: readonly GalleryItem[];
  readonly complete: boolean;
}

const galleryKindOf = (media: Media): GalleryKind => (isVoice(media) ? 'voice' : (media.kind as GalleryKind));

/** The files of these kinds in messages, in the order of the messages. */
export function filesIn(items: readonly MessageItem[], kinds: readonly GalleryKind[]): GalleryItem[] {
  return items.flatMap((item) => {
    if (item.kind !== 'stored') return [];
    const { id: messageId, seq, senderId, createdAt, text, attachments } = item.message;
    return attachments
      .filter((media) => kinds.includes(galleryKindOf(media)))
      .map((media) => ({ messageId, seq, senderId, createdAt, text, media }));
  });
}

/**
 * Files of several kinds as one list, newest first. Each kind is loaded by itself: what is older than the end of one that
 * is not complete is left out, since something of it may be missing between.
 */
export function merged(pages: readonly KindPages[]): GalleryItem[] {
  const reached = Math.max(
    0,
    ...pages.map(({ items, complete }) => (complete ? 0 : (items.at(-1)?.seq ?? Infinity))),
  );
  return pages
    .flatMap(({ items }) => items)
    .filter(({ seq }) => seq >= reached)
    .sort((a, b) => b.seq - a.seq);
}

/** The kind whose next page is needed first; `undefined` when all is loaded. */
export function nextKind(pages: readonly KindPages[]): GalleryKind | undefined {
  const open = pages.filter(({ complete }) => !complete);
  const reached = ({ items }: KindPages) => items.at(-1)?.seq ?? Infinity;
  return open.sort((a, b) => reached(b) - reached(a))[0]?.kind;
}

/** Both lists (newest first) as one. Where both have files of a message, those of the messages are newer knowledge. */
export function together(
  fromMessages: readonly GalleryItem[],
  fromGallery: readonly GalleryItem[],
): GalleryItem[] {
  const known = new Set(fromMessages.map(({ seq }) => seq));
  return [...fromMessages, ...fromGallery.filter(({ seq }) => !known.has(seq))].sort((a, b) => b.seq - a.seq);
}
