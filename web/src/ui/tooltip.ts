import type { FocusEvent, PointerEvent, ReactNode } from 'react';

/** What there is to know of a control. */
export interface TooltipContent {
  label: ReactNode;
  /** The keys that do the same. */
  keys?: string | undefined;
}
/** The tooltip that shows, and the control that it belongs to. */
export interface ShownTooltip extends TooltipContent {
  anchor: Element;
}

/** How long the pointer rests on a control before its tooltip shows. */
const restMs = 500;
/** Just after another one it shows at once. */
const warmMs = 200;

let shown: ShownTooltip | undefined;
let hiddenAt = -Infinity;
let resting: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function change(next: ShownTooltip | undefined): void {
  clearTimeout(resting);
  if (shown === next) return;
  if (shown !== undefined) hiddenAt = performance.now();
  shown = next;
  for (const listener of listeners) listener();
}

export const hideTooltip = (): void => change(undefined);
export const shownTooltip = (): ShownTooltip | undefined => shown;
export function onTooltip(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * The handlers of a control that has a tooltip, once the pointer rests on it or the keyboard reaches it. The page has one
 * tooltip for all controls (`tooltips.tsx`): there can be thousands of them.
 */
export const withTooltip = (content: TooltipContent) => ({
  onPointerEnter({ currentTarget: anchor, pointerType }: PointerEvent) {
    if (pointerType === 'touch') return;
    clearTimeout(resting);
    const show = () => change({ ...content, anchor });
    const isWarm = shown !== undefined || performance.now() - hiddenAt < warmMs;
    if (isWarm) show();
    else resting = setTimeout(show, restMs);
  },
  onPointerLeave: hideTooltip,
  onPointerDown: hideTooltip,
  onFocus({ currentTarget: anchor }: FocusEvent) {
    if (anchor.matches(':focus-visible')) change({ ...content, anchor });
  },
  onBlur: hideTooltip,
});
