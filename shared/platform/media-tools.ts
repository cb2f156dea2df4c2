import { lazyImages } from './images/lazy-images.ts';
import type { FileReader, ImageMaker } from './ports.ts';
import { fileReader } from './recordings/file-reader.ts';

/** What looks at uploads and makes pictures of them, for the one function that does. */
export const mediaTools = (): { images: ImageMaker; files: FileReader } => ({
  images: lazyImages(),
  files: fileReader,
});
