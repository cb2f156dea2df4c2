import type { Attributes } from '../platform/table.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type { MediaRefusal, MediaState } from '../protocol/index.ts';
import type { MediaContext } from './context.ts';
import { fileName } from './file-name.ts';
import { objectKeys, objectsOf, type StoredMedia } from './model.ts';
import { openDetails, sealDetails } from './sealing.ts';

/** What an upload turned out to be: attributes of its item, of which the placeholder is sealed; or why it is refused. */
export type Outcome = { set: Attributes; placeholder?: string } | MediaRefusal;

type Decided = Attributes & { state: MediaState };

/**
 * Notes what an upload turned out to be, once: the first outcome stays. Objects of what is refused or blocked are deleted.
 * `false`: the file is gone.
 */
export async function settle(
  context: MediaContext,
  { id }: Pick<StoredMedia, 'id'>,
  outcome: Outcome,
): Promise<boolean> {
  const isRefused = typeof outcome === 'string';
  const scanned = isRefused ? 'pending' : await context.scanner.scan(objectKeys.original(id));
  const state = await untilUnchanged(async () => {
    const now = await context.media.get(id);
    if (!now) return undefined;
    if (now.processedAt !== undefined) return now.state;
    const decided = isRefused ? refused(outcome) : await accepted(context, now, outcome, scanned);
    await context.media.change(now, { ...decided, processedAt: context.clock.now() });
    return decided.state;
  });
  if (state === 'refused' || state === 'blocked') await context.objects.delete(objectsOf(id));
  return state !== undefined;
}

const refused = (refusal: MediaRefusal): Decided => ({ state: 'refused', refusal, thumbnails: [] });

async function accepted(
  context: MediaContext,
  now: StoredMedia,
  { set, placeholder }: Exclude<Outcome, string>,
  scanned: 'clean' | 'found' | 'pending',
): Promise<Decided> {
  // the result of a search elsewhere may have come before
  const scan = now.scan ?? (scanned === 'pending' ? undefined : scanned);
  const { name, ...details } = await openDetails(context, now);
  const sealed = await sealDetails(context, now, {
    ...details,
    name: set['contentType'] === 'image/webp' ? fileName(name, 'image/webp') : name,
    ...(placeholder !== undefined && { placeholder }),
  });
  const state = stateAfter(scan);
  return {
    ...set,
    ...(state === 'blocked' && { thumbnails: [] }),
    ...{ sealed, state },
    ...(scan !== undefined && { scan }),
  };
}

/** The state of a file that is what it was said to be, by what the search for malware said. */
export const stateAfter = (scan: StoredMedia['scan']): MediaState => {
  if (scan === undefined) return 'scanning';
  return scan === 'clean' ? 'ready' : 'blocked';
};
