import type { ImageMaker } from '../ports.ts';

/** Pictures by sharp, whose native part is loaded with the first picture. */
export function lazyImages(): ImageMaker {
  let loading: Promise<ImageMaker> | undefined;
  const images = () =>
    (loading ??= import('./sharp-images.ts').then(({ createSharpImages }) => createSharpImages()));
  return {
    clean: async (bytes, bounds) => (await images()).clean(bytes, bounds),
    square: async (bytes, bounds) => (await images()).square(bytes, bounds),
  };
}
