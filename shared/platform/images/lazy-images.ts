import type { ImageMaker } from '../ports.ts';
import { createSharpImages } from './sharp-images.ts';

/**
 * Pictures by sharp, which is loaded with the first picture. Its native part is not bundled: a function that uses it names
 * `sharp` among its packages. It is imported here and nowhere else, since esbuild moves each `import … from` of such a
 * package to the beginning of a bundle, also that of a module which is imported later.
 */
export function lazyImages(): ImageMaker {
  let loading: Promise<ImageMaker> | undefined;
  const images = () => (loading ??= import('sharp').then(({ default: sharp }) => createSharpImages(sharp)));
  return {
    clean: async (bytes, bounds) => (await images()).clean(bytes, bounds),
    square: async (bytes, bounds) => (await images()).square(bytes, bounds),
  };
}
