import type { MouseEvent } from 'react';
import { navigate } from 'wouter/use-browser-location';

/** How many entries of the browser's history before this one are of this page. */
let depth = 0;

/** Follows the history. Call it once, at the start. */
export function startNavigation(): void {
  addEventListener('pushState', () => (depth += 1));
  addEventListener('popstate', () => (depth = Math.max(0, depth - 1)));
}

/** One step back where that stays in the page; otherwise `fallback` takes the place of the current one. */
export function goBack(fallback: string): void {
  if (depth > 0) history.back();
  else navigate(fallback, { replace: true });
}

/**
 * Follows a link of this page without loading it, unless the user asks for a new tab or window. For lists of links: each
 * `Link` of the router renders at every change of the address.
 */
export function followLink(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  navigate(event.currentTarget.pathname);
}

export { conversationPath, detailsPath, threadPath, viewerPath } from './paths.ts';
export { navigate };
