import {
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react';
import type { StoredItem } from '../../../client/index.ts';
import { hasActions, pointBelow, type Ask, type Point } from './asked.ts';

/** How long a finger rests, in milliseconds, and how far it may move, in pixels, so that it counts as a long press. */
const longPressMs = 450;
const slackPx = 10;

/** Whether the browser has a menu of its own for what is pressed: a link, or text that is selected. */
function hasOwnMenu(target: EventTarget): boolean {
  const isLink = target instanceof Element && target.closest('a[href]') !== null;
  return isLink || getSelection()?.isCollapsed === false;
}

/**
 * The ways to the menu of a message: a right click, a long press, and Enter or the menu key while it has the focus. Without an
 * `item` there is none.
 */
export function useMessageGestures(item: StoredItem | undefined, ask: Ask) {
  const asked = item !== undefined && hasActions(item) ? item : undefined;
  /** Whether the mouse is on its line, and whether the keyboard is at it or in it. */
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const press = useRef<{ at: Point; timer: ReturnType<typeof setTimeout> }>(undefined);

  const drop = () => clearTimeout(press.current?.timer);
  useEffect(() => drop, []);

  function open(from: HTMLElement, at: Point): void {
    drop();
    if (asked !== undefined) ask({ what: 'menu', item: asked, at, from });
  }

  return {
    /** Whether it shows what can be done. */
    active: asked !== undefined && (hovered || focused),
    focused,
    handlers: {
      tabIndex: -1,
      onPointerLeave: () => setHovered(false),
      onFocus: ({ target }: FocusEvent) => {
        if (target.matches(':focus-visible')) setFocused(true);
      },
      onBlur: ({ relatedTarget, currentTarget }: FocusEvent) => {
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) setFocused(false);
      },
      onContextMenu: (event: MouseEvent<HTMLElement>) => {
        if (asked === undefined || hasOwnMenu(event.target)) return;
        event.preventDefault();
        open(event.currentTarget, { x: event.clientX, y: event.clientY });
      },
      onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
        const { key, shiftKey, currentTarget, target } = event;
        const opens = key === 'Enter' || key === 'ContextMenu' || (key === 'F10' && shiftKey);
        if (!opens || target !== currentTarget || asked === undefined) return;
        event.preventDefault();
        open(currentTarget, pointBelow(currentTarget.querySelector('[data-bubble]') ?? currentTarget));
      },
      // browsers of iPhones know no context menu
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        drop();
        if (event.pointerType !== 'touch' || asked === undefined || hasOwnMenu(event.target)) return;
        const { clientX: x, clientY: y, currentTarget } = event;
        const timer = setTimeout(() => {
          // the finger that is lifted then taps on nothing
          addEventListener('touchend', (end) => end.preventDefault(), { once: true, passive: false });
          open(currentTarget, { x, y });
        }, longPressMs);
        press.current = { at: { x, y }, timer };
      },
      onPointerMove: ({ clientX, clientY, pointerType }: PointerEvent) => {
        // where something above it was closed, the mouse is on it without having come
        if (pointerType === 'mouse') setHovered(true);
        const { at } = press.current ?? {};
        if (at !== undefined && Math.hypot(clientX - at.x, clientY - at.y) > slackPx) drop();
      },
      onPointerUp: drop,
      onPointerCancel: drop,
    },
  };
}
