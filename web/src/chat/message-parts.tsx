import { lazy, type ComponentType } from 'react';
import { lazyPart, loadPart, type LoadPart } from '../lazy-part.ts';
import type { ChangeAnnouncerProps } from './change-announcer.tsx';
import type { EditBarProps } from './edit-bar.tsx';
import type { ExpirySignProps } from './expiry-sign.tsx';
import type { MentionButtonProps } from './mention-button.tsx';
import type { MessageOverlayProps } from './message-overlay.tsx';
import type { MessageTimerProps } from './message-timer.tsx';
import type { MessageToolbarProps } from './message-toolbar.tsx';

/** Where it cannot be loaded, the page does without. */
const optional = <Props,>(load: LoadPart<Props>) =>
  lazy(() => loadPart(load).catch((): { default: ComponentType<Props> } => ({ default: () => null })));

const loadOverlay: LoadPart<MessageOverlayProps> = () => import('./message-overlay.tsx');
const loadToolbar: LoadPart<MessageToolbarProps> = () => import('./message-toolbar.tsx');
const loadEditBar: LoadPart<EditBarProps> = () => import('./edit-bar.tsx');

/** What opens above the messages for one of them. */
export const LazyMessageOverlay = lazyPart(loadOverlay);
export const MessageToolbar = optional(loadToolbar);
export const EditBar = optional(loadEditBar);
export const MessageTimer = optional<MessageTimerProps>(() => import('./message-timer.tsx'));
export const ExpirySign = optional<ExpirySignProps>(() => import('./expiry-sign.tsx'));
export const MentionButton = optional<MentionButtonProps>(() => import('./mention-button.tsx'));
export const ChangeAnnouncer = optional<ChangeAnnouncerProps>(() => import('./change-announcer.tsx'));

/** Once the page is at rest, so that they open at once, also offline. */
export function loadMessagePartsAhead(): void {
  // what does not come now is asked for again when it is needed
  loadPart(loadOverlay).catch(() => undefined);
  loadPart(loadToolbar).catch(() => undefined);
  loadPart(loadEditBar).catch(() => undefined);
}
