import { viewMediaOf } from '../../media/index.ts';
import type { Media } from '../../protocol/index.ts';
import type { MessagesContext } from '../context.ts';
import type { FoundEntry } from '../log-entry.ts';

/** Files as they are now, by id, for showing the messages that have them. */
export type AttachedMedia = ReadonlyMap<string, Media>;

/** The files of these entries: none of them is read where there are none, and each once. */
export function mediaOf(
  context: Pick<MessagesContext, 'media' | 'mediaKeys' | 'envelope'>,
  entries: readonly FoundEntry[],
): Promise<AttachedMedia> {
  return viewMediaOf(context, entries.flatMap(attachedIds));
}

/** The ids of the files of an entry, in order, and that of the picture of its preview. */
const attachedIds = (entry: FoundEntry): string[] =>
  entry.kind === 'text'
    ? [...(entry.attachments ?? []).map(({ id }) => id), entry.previewMedia ?? []].flat()
    : [];
