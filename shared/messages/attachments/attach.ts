import { viewMedia, type StoredMedia } from '../../media/index.ts';
import { ChatError } from '../../platform/errors.ts';
import type { Write } from '../../platform/table.ts';
import type { GalleryKind, Media } from '../../protocol/index.ts';
import type { AttachedMedia } from './attached-media.ts';
import type { MessagesContext } from '../context.ts';
import type { Attachment } from '../log-entry.ts';
import type { OutgoingMessage, Waited } from '../sending/outgoing.ts';
import { maySeeMedia } from './see-media.ts';

/** Files that a message will carry. */
export interface ToAttach {
  attachments: Attachment[];
  /** The writes by which the files know of one more use, as long as they are as they were read. */
  writes: Write[];
  media: AttachedMedia;
}

const nothingToAttach: ToAttach = { attachments: [], writes: [], media: new Map() };

/**
 * The files that a sender names, in order: their own, or those of a message that they can see, which are then not uploaded
 * again. Throws `media_not_found`, `media_not_uploaded`, `media_mismatch`, `media_blocked`.
 */
export async function findToAttach(
  context: MessagesContext,
  senderId: string,
  { attachments: ids = [], waited }: Pick<OutgoingMessage, 'attachments' | 'waited'>,
): Promise<ToAttach> {
  if (ids.length === 0) return nothingToAttach;
  const found = new Map((await context.media.byIds(ids)).map((one) => [one.id, one]));
  const foreign = [...found.values()].filter(({ owner }) => owner !== senderId).map(({ id }) => id);
  const seen = await maySeeMedia(context, senderId, foreign);
  const files = ids.map((id) => {
    const file = found.get(id);
    if (file?.purpose !== 'attachment' || (file.owner !== senderId && !seen.has(id))) {
      throw new ChatError('media_not_found');
    }
    requireSendable(file);
    return file;
  });
  return toAttach(context, files, waited);
}

/** Files that may be attached, in order. */
export async function toAttach(
  context: Pick<MessagesContext, 'envelope' | 'media' | 'mediaKeys'>,
  files: readonly StoredMedia[],
  waited?: Waited,
): Promise<ToAttach> {
  const views = await Promise.all(files.map((file) => viewMedia(context, file)));
  return {
    attachments: views.map((view) => ({ id: view.id, kind: galleryKindOf(view) })),
    // what waited for its time has counted as a use all along
    writes: files.map((file) => context.media.useWrite(file, { adds: waited ? 0 : 1 })),
    media: new Map(views.map((view) => [view.id, view])),
  };
}

function requireSendable(file: StoredMedia): void {
  if (file.state === 'blocked') throw new ChatError('media_blocked');
  if (file.state === 'refused') throw new ChatError('media_mismatch');
  if (file.completedAt === undefined) throw new ChatError('media_not_uploaded');
}

/** A sound that shows how loud it is was recorded for this. */
const galleryKindOf = ({ kind, waveform }: Media): GalleryKind =>
  kind === 'audio' && waveform !== undefined ? 'voice' : kind;
