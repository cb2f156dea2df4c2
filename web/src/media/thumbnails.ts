import type { Media } from './model.ts';
import type { Addresses } from './use-addresses.ts';

export interface Sources {
  readonly src: string;
  readonly srcSet: string | undefined;
}

/** Where to load the picture of a file from, for about this width in CSS pixels; `undefined` while there is none. */
export function thumbnailSources(
  { kind, animated = false }: Pick<Media, 'kind' | 'animated'>,
  addresses: Addresses | undefined,
  shownWidth: number,
): Sources | undefined {
  if (addresses === undefined) return undefined;
  const { original, thumbnails } = addresses;
  // what moves is small, and moves only as it is; what asks for calm is shown still
  if (animated && !matchMedia('(prefers-reduced-motion: reduce)').matches)
    return { src: original, srcSet: undefined };
  const widths = Object.keys(thumbnails)
    .map(Number)
    .sort((a, b) => a - b);
  const fitting = widths.find((width) => width >= shownWidth) ?? widths.at(-1);
  if (fitting === undefined) return kind === 'image' ? { src: original, srcSet: undefined } : undefined;
  const srcSet = widths.map((width) => `${thumbnails[String(width)] ?? ''} ${width}w`).join(', ');
  return { src: thumbnails[String(fitting)] ?? original, srcSet };
}
