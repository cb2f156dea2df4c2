import { useEffect, useState } from 'react';
import type { ChatClient } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { localFile } from '../media/local-files.ts';
import { report } from '../report.ts';

/** The widths that the server makes. */
const [small, large] = ['128', '512'];
/** So long before they end, in milliseconds, addresses are not begun with any more. */
const marginMs = 30_000;
/** In milliseconds: when to ask again for one that is not there yet. */
const waitsMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

const known = new Map<string, { urls: Readonly<Record<string, string>>; until: number }>();

const knownOf = (id: string) => {
  const found = known.get(id);
  return found !== undefined && found.until > Date.now() ? found.urls : undefined;
};

async function find(client: ChatClient, id: string): Promise<Readonly<Record<string, string>> | undefined> {
  const before = knownOf(id);
  if (before !== undefined) return before;
  const [found] = await client.media([id]);
  const { urls = null, expiresAt = null } = found ?? {};
  if (urls === null || expiresAt === null) return undefined;
  known.set(id, { urls: urls.thumbnails, until: Date.parse(expiresAt) - marginMs });
  return urls.thumbnails;
}

/** Nothing that one user may see is shown to the next. */
export const forgetAvatars = (): void => known.clear();

/** Where an uploaded picture is, for this many pixels; `undefined` until that is known, and without one. */
export function useUploadedAvatar(id: string | undefined, pixels: number): string | undefined {
  const client = useClient();
  const [found, setFound] = useState<{ id: string; urls: Readonly<Record<string, string>> }>();
  const local = id === undefined ? undefined : localFile(id)?.url;
  const urls = id === undefined ? undefined : found?.id === id ? found.urls : knownOf(id);
  const missing = local === undefined && urls === undefined;
  useEffect(() => {
    if (id === undefined || !missing) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    /** A picture that was just chosen may still be looked at by the server. */
    const waits = [...waitsMs];
    const ask = () => {
      find(client, id)
        .then((there) => {
          if (!wanted) return;
          const wait = there === undefined ? waits.shift() : undefined;
          if (there !== undefined) setFound({ id, urls: there });
          else if (wait !== undefined) timer = setTimeout(ask, wait);
        })
        .catch((error: unknown) => {
          // the initials stay; a connection that comes back asks again
          if (!isPassing(error) && !isSignedOut(error)) report(error);
        });
    };
    ask();
    // who it belongs to is shown again when it is ready
    const shown = ({ avatar }: { avatar: string | null }) => {
      if (avatar === id) ask();
    };
    const stops = [
      client.on('state', ({ state }) => {
        if (state === 'online') ask();
      }),
      client.on('user:updated', shown),
      client.on('conversation:updated', shown),
    ];
    return () => {
      wanted = false;
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [client, id, missing]);
  return local ?? urls?.[pixels * devicePixelRatio > Number(small) ? large : small] ?? urls?.[small];
}
