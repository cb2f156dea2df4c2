import { Suspense } from 'react';
import { lazyPart, loadPart } from '../lazy-part.ts';
import type { LinkCardProps } from './link-card.tsx';

const loadCard = () => import('./link-card.tsx');
const Card = lazyPart(loadCard);

/** The preview of a link, below the text that has it. */
export const LinkCard = (props: LinkCardProps) => (
  <Suspense>
    <Card {...props} />
  </Suspense>
);

/** Once the page is at rest, so that previews show at once, also offline. */
export function loadPreviewsAhead(): void {
  // what does not come now is asked for again when it is needed
  loadPart(loadCard).catch(() => undefined);
}
