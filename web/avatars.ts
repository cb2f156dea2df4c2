import { createAvatar } from '@dicebear/core';
import * as thumbs from '@dicebear/thumbs';
import type { Plugin } from 'vite';

/** Ground and figure of a picture; they take turns, so that neighbours differ. */
const colours = [
  ['cfdcff', '4a70ee'],
  ['ffdcc7', 'e0733f'],
  ['cdeedb', '2f9a66'],
  ['e8d8fa', '8d57cc'],
  ['c8ebf0', '23919f'],
  ['fcd6e0', 'd9517c'],
  ['f7e7b8', 'b78a17'],
  ['dadee6', '66708a'],
] as const;

const pictures = 24;

/** Which faces are chosen: the seeds of these are even enough beside each other. */
const seedOf = (index: number) => `chatflow ${index + 1}`;

function draw(index: number): string {
  const [ground, figure] = colours[index % colours.length] ?? colours[0];
  const avatar = createAvatar(thumbs, {
    seed: seedOf(index),
    backgroundColor: [ground],
    shapeColor: [figure],
    eyesColor: ['ffffff'],
    mouthColor: ['ffffff'],
    // the picture is shown round: the figure stands on its ground with some air above
    scale: 80,
    translateY: 12,
  });
  // the note of the licence (CC0) in each picture is half of its size
  return avatar.toString().replace(/<metadata.*?<\/metadata>/s, '');
}

/** The pictures that everyone can choose, by file name. The same with every build. */
export function drawAvatars(): Map<string, string> {
  return new Map(
    Array.from({ length: pictures }, (_, index) => [
      `${String(index + 1).padStart(2, '0')}.svg`,
      draw(index),
    ]),
  );
}

/** Serves the built-in pictures at `/avatars/01.svg` and so on. What draws them stays out of the page. */
export function builtInAvatars(): Plugin {
  return {
    name: 'built-in-avatars',
    configureServer(server) {
      const drawn = drawAvatars();
      server.middlewares.use('/avatars', (request, response, next) => {
        const picture = drawn.get((request.url ?? '').slice(1));
        if (picture === undefined) next();
        else response.setHeader('content-type', 'image/svg+xml').end(picture);
      });
    },
    generateBundle() {
      for (const [name, source] of drawAvatars()) {
        this.emitFile({ type: 'asset', fileName: `avatars/${name}`, source });
      }
    },
  };
}
