import * as z from 'zod';
import { ConditionFailed, type Item, type Key, type Table, type Write } from '../../platform/table.ts';
import type { GalleryKind } from '../../protocol/index.ts';
import { keys, maxSeq } from '../keys.ts';
import type { Attachment, EntryOf } from '../log-entry.ts';

/** A message that a file is attached to. */
const use = z.object({
  conversationId: z.string(),
  seq: z.number(),
  /** As in the message: this member never gets it. */
  hiddenFrom: z.string().exactOptional(),
  /** The message expires: whether it has, the message says. */
  expires: z.literal(true).exactOptional(),
});
export type MediaUse = z.infer<typeof use>;

/** A file where a gallery shows it. */
const galleryEntry = z.object({
  seq: z.number(),
  index: z.number(),
  mediaId: z.string(),
  senderId: z.string(),
  createdAt: z.number(),
  hiddenFrom: z.string().exactOptional(),
  expires: z.literal(true).exactOptional(),
});
export type GalleryEntry = z.infer<typeof galleryEntry>;

/** What of an entry its files are stored with. */
type Sent = Pick<
  EntryOf<'text'>,
  'seq' | 'senderId' | 'createdAt' | 'attachments' | 'hiddenFrom' | 'expires'
>;

/** Uses of a file that are read at a time, and at most. */
const usesAtOnce = 100;
const mostUses = 1_000;

export type AttachmentStore = ReturnType<typeof attachmentStore>;

/** Where files were sent: by file, for who may see it, and by conversation, for its galleries. */
export function attachmentStore(table: Table) {
  return {
    /** The writes that store where the files of a message stand, beside those of the files themselves. */
    placeWrites: (
      conversationId: string,
      { seq, senderId, createdAt, hiddenFrom, expires, attachments = [] }: Sent,
    ): Write[] =>
      attachments.flatMap(({ id, kind }, index) => {
        const hidden = {
          ...(hiddenFrom !== undefined && { hiddenFrom }),
          ...(expires && { expires: true as const }),
        };
        const found = { seq, index, mediaId: id, senderId, createdAt, ...hidden };
        return [
          { put: { ...keys.use(id, conversationId, seq), conversationId, seq, ...hidden } },
          { put: { ...keys.gallery(conversationId, kind, seq, index), ...found } },
        ];
      }),

    /** The write that stores where the picture of a preview is: in no gallery, but those see it who see the message. */
    useWrite: (
      conversationId: string,
      { seq, hiddenFrom, expires }: Pick<Sent, 'seq' | 'hiddenFrom' | 'expires'>,
      mediaId: string,
    ): Write => ({
      put: {
        ...keys.use(mediaId, conversationId, seq),
        conversationId,
        seq,
        ...(hiddenFrom !== undefined && { hiddenFrom }),
        ...(expires && { expires: true as const }),
      },
    }),

    /** The write that removes it, where it is there. */
    removeUseWrite: (
      { conversationId, seq }: { conversationId: string; seq: number },
      mediaId: string,
    ): Write => ({
      delete: keys.use(mediaId, conversationId, seq),
      if: { exists: true },
    }),

    /** Removes where the picture of a preview is, together with `release`, as `removePlace` does for a file. */
    async removeUse(
      place: { conversationId: string; seq: number },
      mediaId: string,
      release: Write,
    ): Promise<void> {
      const use = keys.use(mediaId, place.conversationId, place.seq);
      try {
        await table.transact([{ delete: use, if: { exists: true } }, release]);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        if (error.index === 0) return;
        if (error.item) throw error;
        await table.delete(use);
      }
    },

    /**
     * Removes where a file of a message stands, together with `release`, by which the file knows: both, once. A no-op where that
     * was done before. Rejects with `ConditionFailed` where the file is there and that of `release` does not hold.
     */
    async removePlace(
      { conversationId, seq, index }: { conversationId: string; seq: number; index: number },
      { id, kind }: Attachment,
      release: Write,
    ): Promise<void> {
      const [use, gallery] = [
        keys.use(id, conversationId, seq),
        keys.gallery(conversationId, kind, seq, index),
      ];
      try {
        await table.transact([{ delete: use, if: { exists: true } }, { delete: gallery }, release]);
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        if (error.index !== 2) return;
        if (error.item) throw error;
        // the file is gone, which leaves nothing to release
        await Promise.all([table.delete(use), table.delete(gallery)]);
      }
    },

    /** The messages that a file is attached to: of very many the first thousand. */
    async uses(mediaId: string): Promise<MediaUse[]> {
      const found: Item[] = [];
      let after: Key | undefined;
      do {
        const page = await table.query({ ...keys.uses(mediaId), limit: usesAtOnce, ...(after && { after }) });
        found.push(...page.items);
        after = page.next;
      } while (after && found.length < mostUses);
      return found.map((item) => use.parse(item));
    },

    /** Files of a conversation, newest first, from a place on, and where the next page begins. */
    async gallery(
      conversationId: string,
      kind: GalleryKind,
      from: { historyFrom: number; after: { seq: number; index: number } | undefined },
      limit: number,
    ): Promise<{ entries: GalleryEntry[]; more: boolean }> {
      const { historyFrom, after } = from;
      const found = await table.query({
        ...keys.galleryRange(conversationId, kind, historyFrom + 1, maxSeq),
        limit,
        reverse: true,
        ...(after && { after: keys.gallery(conversationId, kind, after.seq, after.index) }),
      });
      return {
        entries: found.items.map((item) => galleryEntry.parse(item)),
        more: found.next !== undefined,
      };
    },
  };
}
