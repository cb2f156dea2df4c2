/** What is known of a picture or video before it loads, in pixels. */
export interface Shape {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Where a picture stands in its album, in parts of the album's width and height. */
export interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface AlbumLayout {
  /** At most so wide, in rem: narrower where there is less room. */
  readonly width: number;
  /** Width by height of the whole. */
  readonly ratio: number;
  readonly tiles: readonly Tile[];
}

const widest = 22;
const highest = 24;
/** Captions need some room. */
const narrowest = 10;
const pixelsPerRem = 16;
/** What is not measured yet. */
const usual: Required<{ [Key in keyof Shape]: number }> = { width: 4, height: 3 };

const between = (least: number, value: number, most: number) => Math.min(Math.max(value, least), most);

function ratioOf({ width = usual.width, height = usual.height }: Shape): number {
  return width > 0 && height > 0 ? width / height : usual.width / usual.height;
}

/** One picture keeps its shape, as far as it is not a strip; a small one is not blown up. */
function alone(shape: Shape): AlbumLayout {
  const ratio = between(0.5, ratioOf(shape), 2.4);
  const own = shape.width === undefined ? widest : shape.width / pixelsPerRem;
  const width = between(narrowest, own, Math.min(widest, highest * ratio));
  return { width, ratio, tiles: [{ x: 0, y: 0, width: 1, height: 1 }] };
}

/** How many stand in each row, by how many there are. */
const rowsFor: Readonly<Record<number, readonly number[]>> = {
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [3, 3, 4],
};

/** An album is at most so high, in parts of its width. */
const tallest = 1.3;

function rows(ratios: readonly number[], counts: readonly number[]): AlbumLayout {
  let next = 0;
  const lines = counts.map((count) => {
    const line = ratios
      .slice(next, next + count)
      .map((ratio) => between(count === 1 ? 1.3 : 0.65, ratio, 1.7));
    next += count;
    const sum = line.reduce((total, ratio) => total + ratio, 0);
    return { line, sum };
  });
  const height = lines.reduce((total, { sum }) => total + 1 / sum, 0);
  let y = 0;
  const tiles = lines.flatMap(({ line, sum }) => {
    const rowHeight = 1 / sum / height;
    let x = 0;
    const row = line.map((ratio): Tile => {
      const tile = { x, y, width: ratio / sum, height: rowHeight };
      x += tile.width;
      return tile;
    });
    y += rowHeight;
    return row;
  });
  return { width: widest, ratio: 1 / Math.min(height, tallest), tiles };
}

/** Where the pictures and videos of a message stand, in their order; known before any of them loads. */
export function albumLayout(shapes: readonly Shape[]): AlbumLayout {
  const [first] = shapes;
  if (first === undefined || shapes.length === 1) return alone(first ?? {});
  const ratios = shapes.map(ratioOf);
  if (shapes.length === 2 && ratios.every((ratio) => ratio > 1.6)) return rows(ratios, [1, 1]);
  if (shapes.length === 3 && ratioOf(first) < 0.9) {
    // an upright one beside the two others
    const left = 0.6;
    return {
      width: widest,
      ratio: 1.1,
      tiles: [
        { x: 0, y: 0, width: left, height: 1 },
        { x: left, y: 0, width: 1 - left, height: 0.5 },
        { x: left, y: 0.5, width: 1 - left, height: 0.5 },
      ],
    };
  }
  return rows(ratios, rowsFor[shapes.length] ?? [shapes.length]);
}
