import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pooledRandom } from '../../../shared/platform/random.ts';

describe('pooledRandom', () => {
  it('gives the requested number of bytes, no byte of the source twice', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 30 }), (sizes) => {
        // a source that counts, two bytes to a number, so that a repetition would show
        let drawn = 0;
        const random = pooledRandom((bytes) => {
          const words = Uint16Array.from({ length: Math.ceil(bytes / 2) }, () => drawn++);
          return new Uint8Array(words.buffer, 0, bytes);
        });
        const pieces = sizes.map((size) => random(size - (size % 2)));
        expect(pieces.map(({ length }) => length)).toEqual(sizes.map((size) => size - (size % 2)));
        const words = pieces.flatMap((piece) => [
          ...new Uint16Array(piece.buffer, piece.byteOffset, piece.length / 2),
        ]);
        expect(new Set(words).size).toBe(words.length);
      }),
    );
  });

  it('gives bytes that later requests do not change', () => {
    const random = pooledRandom();
    const first = random(16);
    const copy = first.slice();
    random(16);
    expect(first).toEqual(copy);
  });
});
