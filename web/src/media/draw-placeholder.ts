import { thumbHashToDataURL } from 'thumbhash';

const drawn = new Map<string, string | undefined>();
/** As many pictures as one may scroll past and come back to. */
const mostKept = 300;

/** The blurred picture of a hash, as an address; `undefined` for one that is none. */
export function placeholderUrl(hash: string): string | undefined {
  if (drawn.has(hash)) return drawn.get(hash);
  let url: string | undefined;
  try {
    url = thumbHashToDataURL(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)));
  } catch {
    // it came from another device: without it, the ground is grey
  }
  const [oldest] = drawn.keys();
  if (drawn.size >= mostKept && oldest !== undefined) drawn.delete(oldest);
  drawn.set(hash, url);
  return url;
}
