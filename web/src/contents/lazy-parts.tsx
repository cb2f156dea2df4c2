import { lazyPart, loadPart } from '../lazy-part.ts';

const loadCard = () => import('./content-card.tsx');
export const ContentCard = lazyPart(loadCard);
export const ContentIcon = lazyPart(() => import('./content-icon.tsx'));
export const NewContent = lazyPart(() => import('./new-content.tsx'));

/** Once the page is at rest, so that polls and places show at once. */
export function loadContentsAhead(): void {
  // what does not come now is asked for again when it is needed
  loadPart(loadCard).catch(() => undefined);
}
