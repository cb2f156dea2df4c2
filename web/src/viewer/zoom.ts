/** How a picture is shown: `scale` times as large as it fits, moved from the middle by `x` and `y` pixels. */
export interface View {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const whole: View = { scale: 1, x: 0, y: 0 };
export const mostScale = 8;

const within = (value: number, most: number) => Math.min(Math.max(value, -most), most);

/** The view with nothing beside the picture where the picture could be. `picture`: its size at a scale of 1. */
export function held({ scale, x, y }: View, box: Size, picture: Size): View {
  const kept = Math.min(Math.max(scale, 1), mostScale);
  const room = (shown: number, there: number) => Math.max(0, (shown * kept - there) / 2);
  return {
    scale: kept,
    x: within(x, room(picture.width, box.width)),
    y: within(y, room(picture.height, box.height)),
  };
}

/** The view `factor` times as large, with the place at `at` (from the middle of the box) staying where it is. */
export function zoomed(view: View, factor: number, at: Point): View {
  const scale = Math.min(Math.max(view.scale * factor, 1), mostScale);
  const real = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real };
}

/** A picture's size where it just fits into a box; one that is smaller is not blown up. */
export function fitted(picture: Size, box: Size): Size {
  const scale = Math.min(1, box.width / picture.width, box.height / picture.height);
  return { width: picture.width * scale, height: picture.height * scale };
}

/** What a movement of one finger over a picture that is shown whole means. `ms`: how long it took. */
export function swipeOf(moved: Point, ms: number): 'earlier' | 'later' | 'close' | undefined {
  const far = (distance: number) => Math.abs(distance) > 80 || Math.abs(distance) / Math.max(ms, 1) > 0.5;
  if (Math.abs(moved.x) > Math.abs(moved.y)) {
    if (Math.abs(moved.x) < 24 || !far(moved.x)) return undefined;
    return moved.x > 0 ? 'earlier' : 'later';
  }
  return moved.y > 24 && far(moved.y) ? 'close' : undefined;
}
