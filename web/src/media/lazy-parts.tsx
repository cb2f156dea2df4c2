import { lazyPart, loadPart } from '../lazy-part.ts';
import type { TrayMessage } from './add-files.ts';

const load = () => import('./composer-parts.tsx');

export const AttachButton = lazyPart(async () => ({ default: (await load()).AttachButton }));
export const DropZone = lazyPart(async () => ({ default: (await load()).DropZone }));
export const RecordingBar = lazyPart(async () => ({ default: (await load()).RecordingBar }));
export const Tray = lazyPart(async () => ({ default: (await load()).Tray }));
const loadAttachments = () => import('./attachments.tsx');
export const Attachments = lazyPart(loadAttachments);

/** Once the page is at rest, so that attachments show at once. */
export function loadMediaAhead(): void {
  // what does not come now is asked for again when it is needed
  loadPart(loadAttachments).catch(() => undefined);
}

/** Puts files that were pasted into the tray of a conversation. */
export async function addFiles(conversationId: string, files: readonly File[]): Promise<void> {
  await loadPart(async () => ({ default: (await load()).Tray }));
  (await load()).addFiles(conversationId, files);
}

/** Sends what is in a tray to a conversation. */
export async function sendTray(conversationId: string, message: TrayMessage): Promise<void> {
  await (await load()).sendTray(conversationId, message);
}

/** Hands the files of a tray over once they have arrived. Rejects with `FilesMissing`. */
export async function handTrayOver(
  place: string,
  take: (attachments: string[]) => Promise<void>,
): Promise<void> {
  await (await load()).handTrayOver(place, take);
}
