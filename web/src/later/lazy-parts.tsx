import { lazyPart } from '../lazy-part.ts';

export const SendOptions = lazyPart(() => import('./send-options.tsx'));
export const ScheduledBar = lazyPart(() => import('./scheduled-bar.tsx'));
export const DueToasts = lazyPart(() => import('./due-toasts.tsx'));
