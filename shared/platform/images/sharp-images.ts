import type sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { ImageMaker, MadeImage } from '../ports.ts';

/** WebP and the encoders of originals: what a viewer does not see is not worth twice the bytes. */
const quality = { thumbnail: 78, original: 90 } as const;
/** The longest side that a ThumbHash is made from. */
const hashSide = 100;
/** A thumbnail of a long strip is at most four times as high as it is wide. */
const mostHeights = 4;
/** Longer than any picture takes that the limits let through. */
const secondsPerPicture = 60;

/** What the header of a picture says. Its size is that of one frame, upright. */
interface Header {
  format: string;
  width: number;
  height: number;
  frames: number;
}

/** Reads a picture, or the frames of one. */
type Open = (bytes: Uint8Array, options?: { animated?: boolean }) => Sharp;

async function headerOf(picture: Sharp): Promise<Header | undefined> {
  const found: Metadata | undefined = await picture.metadata().catch(() => undefined);
  if (!found?.format) return undefined;
  const { width, height, autoOrient, pages = 1 } = found;
  if (!width || !height) return undefined;
  return { format: found.format, width: autoOrient.width, height: autoOrient.height, frames: pages };
}

/** The picture again, upright and without metadata but its colour profile. */
function cleaned(picture: Sharp, format: string): Sharp | undefined {
  switch (format) {
    case 'jpeg':
      return picture.keepIccProfile().jpeg({ quality: quality.original });
    case 'png':
      return picture.keepIccProfile().png();
    case 'webp':
      return picture.keepIccProfile().webp({ quality: quality.original, effort: 2 });
    case 'gif':
      return picture.gif({ effort: 1, reuse: true });
    case 'heif':
      return picture.keepIccProfile().avif({ quality: 60, effort: 1 });
    default:
      return undefined;
  }
}

async function placeholderOf(picture: Sharp): Promise<string> {
  const small = picture
    .resize({ width: hashSide, height: hashSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha();
  const { data, info } = await small.raw().toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
}

/**
 * Pictures by sharp (libvips), in threads of its own. The library is given, since a bundle would load at its start what a
 * module imports of the packages beside it; `lazy-images.ts` loads it.
 */
export function createSharpImages(library: typeof sharp): ImageMaker {
  // one picture uses one thread: how many are made at a time is the caller's choice
  library.concurrency(1);
  library.cache(false);

  // without a limit of its own: the header is read before anything is decoded, and the caller's limits are held there
  const open: Open = (bytes, options = {}) =>
    library(bytes, { limitInputPixels: false, failOn: 'error', sequentialRead: true, ...options }).timeout({
      seconds: secondsPerPicture,
    });

  /** Runs `make` on a picture within the limits; what libvips cannot decode is `unreadable`. */
  async function within(
    bytes: Uint8Array,
    most: { still: number; moving: number },
    make: (header: Header) => Promise<MadeImage | undefined>,
  ): Promise<MadeImage | 'unreadable' | 'too_many_pixels'> {
    const header = await headerOf(open(bytes));
    if (!header) return 'unreadable';
    const pixels = header.width * header.height * header.frames;
    if (pixels > (header.frames > 1 ? most.moving : most.still)) return 'too_many_pixels';
    try {
      return (await make(header)) ?? 'unreadable';
    } catch {
      // all that sharp rejects with is about the picture: it was damaged behind its header
      return 'unreadable';
    }
  }

  return {
    clean: (bytes, { mostPixels, widths }) =>
      within(bytes, mostPixels, async ({ format, width, height, frames }) => {
        const animated = frames > 1;
        const upright = animated ? open(bytes, { animated }) : open(bytes).autoOrient();
        const original = await cleaned(upright, format)?.toBuffer();
        if (!original) return undefined;
        // the smallest of all pictures; a larger one where the picture is wider than the one before
        const smaller = widths.filter((_, index) => index === 0 || width > (widths[index - 1] ?? 0));
        const thumbnails = await Promise.all(
          smaller.map(async (one) => ({
            width: one,
            bytes: await open(bytes)
              .autoOrient()
              .resize({ width: one, height: one * mostHeights, fit: 'inside', withoutEnlargement: true })
              .webp({ quality: quality.thumbnail, effort: 3 })
              .toBuffer(),
          })),
        );
        const placeholder = await placeholderOf(open(bytes).autoOrient());
        return { original, width, height, animated, thumbnails, placeholder };
      }),

    square: (bytes, { mostPixels, widths }) =>
      within(bytes, mostPixels, async ({ width, height }) => {
        const most = Math.min(width, height);
        const squares = await Promise.all(
          widths.map(async (one) => {
            const side = Math.min(one, most);
            const square = open(bytes).autoOrient().resize({ width: side, height: side, fit: 'cover' });
            return { width: one, bytes: await square.webp({ quality: 82, effort: 4 }).toBuffer() };
          }),
        );
        const largest = squares.at(-1);
        if (!largest) return undefined;
        const side = Math.min(largest.width, most);
        const placeholder = await placeholderOf(open(largest.bytes));
        return {
          original: largest.bytes,
          width: side,
          height: side,
          animated: false,
          thumbnails: squares,
          placeholder,
        };
      }),
  };
}
