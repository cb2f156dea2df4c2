import { lazy, Suspense } from 'react';
import { loadPart } from '../lazy-part.ts';
import styles from './room.module.css';

// where they cannot be loaded, the page does without
const LazyBell = lazy(() => loadPart(() => import('./bell.tsx')).catch(() => ({ default: () => null })));
const LazyCard = lazy(() =>
  loadPart(() => import('./enable-card.tsx')).catch(() => ({ default: () => null })),
);

/** Offers notifications of the system. */
export const EnableCard = () => (
  <Suspense>
    <LazyCard />
  </Suspense>
);

/** The way to what the user has not seen yet, in a room that is there at once. */
export const Bell = () => (
  <Suspense fallback={<span className={styles['room']} />}>
    <LazyBell />
  </Suspense>
);
