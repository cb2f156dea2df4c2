import type { Media } from '../../../client/index.ts';

/** Where a link leads, and how its host reads; `undefined`: nowhere on the web. */
export function siteOf(url: string): { href: string; host: string } | undefined {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return undefined;
  return { href: parsed.href, host: parsed.host.replace(/^www\./, '') };
}

/** Wider than high by so much it stands above the words; its pixels suffice for that. */
const wideRatio = 1.3;
const widePixels = 300;

/**
 * How the picture of a page is shown; `undefined`: there is none. Before it was looked at its size is not known: most that pages give
 * for this are wide.
 */
export function pictureShape(media: Media | undefined): 'wide' | 'small' | undefined {
  if (media === undefined || media.state === 'refused' || media.state === 'blocked') return undefined;
  const { width, height } = media;
  if (width === undefined || height === undefined) return 'wide';
  return width >= widePixels && width >= wideRatio * height ? 'wide' : 'small';
}
