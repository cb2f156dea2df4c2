import { useEffect, useState } from 'react';
import { client } from '../chat-client.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import { alsoForget } from './forget.ts';
import type { Media } from './model.ts';

/** Where a file can be loaded from, for some minutes. */
export interface Addresses {
  readonly original: string;
  /** By their width in pixels. */
  readonly thumbnails: Readonly<Record<string, string>>;
}

/** What was asked for, so that a picture that comes back on screen is there at once. */
const known = new Map<string, { addresses: Addresses; until: number }>();
const mostKnown = 1_000;
/** So long before they end, in milliseconds, addresses are not begun with any more. */
const marginMs = 30_000;

/** Of a file in the state that it is in now: a thumbnail that is new needs another answer. */
const keyOf = ({ id, state, thumbnails }: Pick<Media, 'id' | 'state' | 'thumbnails'>) =>
  `${id} ${state} ${thumbnails.join()}`;

const knownOf = (key: string): Addresses | undefined => {
  const found = known.get(key);
  return found !== undefined && found.until > Date.now() ? found.addresses : undefined;
};

/** Where a file is now; `undefined` for one that is not there for this user, or not yet. */
export async function findAddresses(
  media: Pick<Media, 'id' | 'state' | 'thumbnails'>,
  fresh = false,
): Promise<Addresses | undefined> {
  const key = keyOf(media);
  const before = fresh ? undefined : knownOf(key);
  if (before !== undefined) return before;
  const [found] = await client.media([media.id], { fresh });
  const { urls = null, expiresAt = null } = found ?? {};
  if (urls === null || expiresAt === null) return undefined;
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(key, { addresses: urls, until: Date.parse(expiresAt) - marginMs });
  return urls;
}

// nothing that one user may see is shown to the next
alsoForget(() => known.clear());

/** Where a file can be loaded from; `undefined` until that is known, while it cannot be, and without one. */
export function useAddresses(media: Media | undefined): Addresses | undefined {
  const key = media === undefined ? undefined : keyOf(media);
  const [found, setFound] = useState<{ key: string; addresses: Addresses }>();
  const at = key === undefined ? undefined : found?.key === key ? found.addresses : knownOf(key);
  useEffect(() => {
    if (media === undefined || key === undefined || at !== undefined || media.state === 'uploading') return;
    let wanted = true;
    const ask = () => {
      findAddresses(media)
        .then((addresses) => {
          if (wanted && addresses !== undefined) setFound({ key, addresses });
        })
        .catch((error: unknown) => {
          // the blur stays; a connection that comes back asks again
          if (!isPassing(error) && !isSignedOut(error)) report(error);
        });
    };
    ask();
    const stop = client.on('state', ({ state }) => {
      if (state === 'online') ask();
    });
    return () => {
      wanted = false;
      stop();
    };
    // the key says all that matters of the file
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `media` is another object with each change of its message
  }, [key, at]);
  return at;
}
