import { lazyPart } from '../lazy-part.ts';

export const ScheduleButton = lazyPart(() => import('./schedule-button.tsx'));
export const ScheduledBar = lazyPart(() => import('./scheduled-bar.tsx'));
export const DueToasts = lazyPart(() => import('./due-toasts.tsx'));
