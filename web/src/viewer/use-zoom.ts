import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { fitted, held, swipeOf, whole, zoomed, type Point, type Size, type View } from './zoom.ts';

export interface ZoomOptions {
  /** What the picture stands in, and what takes the pointers. */
  box: RefObject<HTMLElement | null>;
  /** The picture's own size in pixels. */
  picture: Size;
  onSwipe: (direction: 'earlier' | 'later' | 'close') => void;
}

export interface Zoom {
  view: View;
  /** Whether a finger or the mouse moves it right now: then it follows at once. */
  moving: boolean;
  /** Enlarges it by the middle. */
  zoomBy: (factor: number) => void;
}

const doubleTapMs = 300;
const doubleTapScale = 2.5;

/** Wheel, pinch, drag, double tap and swipe over a picture. */
export function useZoom({ box, picture, onSwipe }: ZoomOptions): Zoom {
  const [view, setView] = useState<View>(whole);
  const [moving, setMoving] = useState(false);
  const latest = useRef({ view, picture, onSwipe, box });
  useEffect(() => {
    latest.current = { view, picture, onSwipe, box };
  });

  const show = useCallback((next: View) => {
    const { clientWidth: width = 1, clientHeight: height = 1 } = latest.current.box.current ?? {};
    const size = { width, height };
    const kept = held(next, size, fitted(latest.current.picture, size));
    latest.current = { ...latest.current, view: kept };
    setView(kept);
  }, []);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const end = new AbortController();
    const { signal } = end;
    const pointers = new Map<number, Point>();
    let begun = { at: { x: 0, y: 0 }, time: 0 };
    let pinched = false;
    let lastTap = 0;

    /** From the middle of the box. */
    const pointOf = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
    };
    const middle = (points: Point[]): Point => ({
      x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
      y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
    });
    const spread = ([a, b]: Point[]) => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 1);
    const isControl = (event: Event) =>
      event.target instanceof Element && event.target.closest('button, video') !== null;

    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        show(zoomed(latest.current.view, Math.exp(-event.deltaY / 300), pointOf(event)));
      },
      { signal, passive: false },
    );
    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0 || isControl(event)) return;
        element.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, pointOf(event));
        if (pointers.size === 1) {
          begun = { at: pointOf(event), time: event.timeStamp };
          pinched = false;
        } else pinched = true;
        setMoving(true);
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      (event) => {
        const before = pointers.get(event.pointerId);
        if (before === undefined) return;
        const all = [...pointers.values()];
        const [center, distance] = [middle(all), spread(all)];
        pointers.set(event.pointerId, pointOf(event));
        const next = [...pointers.values()];
        const moved = middle(next);
        const { view: shown } = latest.current;
        const dragged = { ...shown, x: shown.x + moved.x - center.x, y: shown.y + moved.y - center.y };
        if (next.length > 1) show(zoomed(dragged, spread(next) / Math.max(distance, 1), moved));
        else if (shown.scale > 1) show(dragged);
      },
      { signal },
    );
    const lift = (event: PointerEvent) => {
      if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
      setMoving(false);
      if (event.type === 'pointercancel' || pinched) return;
      const at = pointOf(event);
      const moved = { x: at.x - begun.at.x, y: at.y - begun.at.y };
      const { view: shown } = latest.current;
      if (Math.hypot(moved.x, moved.y) < 8) {
        if (event.timeStamp - lastTap < doubleTapMs) {
          show(shown.scale > 1 ? whole : zoomed(shown, doubleTapScale, at));
          lastTap = 0;
        } else lastTap = event.timeStamp;
        return;
      }
      if (shown.scale > 1) return;
      const swipe = swipeOf(moved, event.timeStamp - begun.time);
      // a mouse that drags a picture does not leave it
      if (swipe !== undefined && event.pointerType !== 'mouse') latest.current.onSwipe(swipe);
    };
    element.addEventListener('pointerup', lift, { signal });
    element.addEventListener('pointercancel', lift, { signal });
    return () => end.abort();
  }, [box, show]);

  const zoomBy = useCallback(
    (factor: number) => show(zoomed(latest.current.view, factor, { x: 0, y: 0 })),
    [show],
  );
  return { view, moving, zoomBy };
}
