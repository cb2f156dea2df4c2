import { describe, expect, test } from 'vitest';
import { albumLayout } from '../../../../web/src/media/album-layout.ts';

const landscape = { width: 1600, height: 900 };
const upright = { width: 900, height: 1600 };

describe('the layout of an album', () => {
  test.each([2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'given %i pictures, fills its room without a gap or an overlap',
    (count) => {
      for (const first of [landscape, upright]) {
        const shapes = Array.from({ length: count }, (_, index) => (index % 3 === 0 ? first : landscape));
        const { tiles, ratio, width } = albumLayout(shapes);
        expect(tiles).toHaveLength(count);
        expect(tiles.reduce((sum, tile) => sum + tile.width * tile.height, 0)).toBeCloseTo(1);
        for (const { x, y, width: w, height: h } of tiles) {
          expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
          expect(Math.max(x + w, y + h)).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(width / ratio).toBeLessThanOrEqual(29);
      }
    },
  );

  test('given pictures, keeps their order by row', () => {
    const { tiles } = albumLayout([landscape, landscape, landscape, landscape, landscape]);
    const places = tiles.map(({ x, y }) => Math.round(y * 1000) * 1000 + Math.round(x * 1000));
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('given one picture, keeps its shape, and makes a strip or a dot of it bearable', () => {
    expect(albumLayout([landscape])).toMatchObject({ width: 22, ratio: 1600 / 900 });
    expect(albumLayout([upright])).toMatchObject({ width: 13.5, ratio: 9 / 16 });
    expect(albumLayout([{ width: 4000, height: 100 }]).ratio).toBe(2.4);
    expect(albumLayout([{ width: 48, height: 48 }]).width).toBe(10);
    expect(albumLayout([{}])).toMatchObject({ width: 22, ratio: 4 / 3 });
  });
});
