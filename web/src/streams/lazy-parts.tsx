import { Suspense } from 'react';
import { lazyPart, loadPart } from '../lazy-part.ts';
import type { StreamLineProps } from './stream-line.tsx';

const loadText = () => import('./growing-text.tsx');
const loadLine = () => import('./stream-line.tsx');
const LazyText = lazyPart(loadText);
const LazyLine = lazyPart(loadLine);

/** The text of a message that is being written. */
export const GrowingText = ({ text }: { text: string }) => (
  <Suspense fallback={text}>
    <LazyText text={text} />
  </Suspense>
);

/** Below a message that is being written, or whose text ends early. */
export const StreamLine = (props: StreamLineProps) => (
  <Suspense>
    <LazyLine {...props} />
  </Suspense>
);

/** Once the page is at rest, so that they show at once. */
export function loadStreamPartsAhead(): void {
  // what does not come now is asked for again when it is needed
  loadPart(loadText).catch(() => undefined);
  loadPart(loadLine).catch(() => undefined);
}
