import { readMarkdown } from '../chat/markdown.ts';
import { client } from '../chat-client.ts';
import { readTray, trays, writeTray } from '../chat/tray.ts';
import type { SendAs } from '../chat/use-send-text.ts';
import { explain as explainError } from '../errors.ts';
import { onUploads, uploadOf } from './uploads.ts';
import { currentLocale, translate } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast.tsx';
import { sizeText } from './file-facts.ts';
import { mostAttachments, refusalOf, type Refusal } from './limits.ts';
import { FilesMissing } from './files-missing.ts';
import { arrived, cancelUpload, forgetUpload, retryUpload, startUpload } from './upload-files.ts';
import { sendFiles } from './send-files.ts';

function explain(name: string, refusal: Refusal): string {
  if (refusal.why !== 'tooLarge')
    return translate(refusal.why === 'empty' ? 'attach.empty' : 'attach.notAllowed', { name });
  const { kind, most } = refusal;
  return translate('attach.tooLarge', { name, kind, most: sizeText(most, currentLocale()) });
}

// what the server refuses leaves the tray, and is said
onUploads(() => {
  for (const [conversationId, ids] of trays()) {
    for (const id of ids) {
      const upload = uploadOf(id);
      if (upload?.state !== 'refused') continue;
      showToast(`${upload.media.name}: ${explainError(upload.error, translate)}`);
      removeFromTray(conversationId, id);
      return;
    }
  }
});

/** Puts files into the tray of a conversation and begins to upload them. What cannot be sent is said, and left out. */
export function addFiles(conversationId: string, files: readonly File[]): void {
  const before = readTray(conversationId);
  const taken: File[] = [];
  for (const file of files) {
    const refusal = refusalOf(file);
    if (refusal !== undefined) showToast(explain(file.name, refusal));
    else if (before.length + taken.length < mostAttachments) taken.push(file);
    else {
      showToast(translate('attach.tooMany', { most: mostAttachments }));
      break;
    }
  }
  if (taken.length === 0) return;
  writeTray(conversationId, [...before, ...taken.map((file) => startUpload(file))]);
}

export function removeFromTray(conversationId: string, id: string): void {
  writeTray(
    conversationId,
    readTray(conversationId).filter((one) => one !== id),
  );
  cancelUpload(id);
}

/** Moves one by this many places, as far as there are. */
export function moveInTray(conversationId: string, id: string, by: number): void {
  const ids = readTray(conversationId);
  const from = ids.indexOf(id);
  const to = Math.min(Math.max(from + by, 0), ids.length - 1);
  if (from < 0 || from === to) return;
  const rest = ids.filter((one) => one !== id);
  writeTray(conversationId, [...rest.slice(0, to), id, ...rest.slice(to)]);
}

function emptyTray(conversationId: string): void {
  for (const id of readTray(conversationId)) removeFromTray(conversationId, id);
}

client.on('conversation:removed', ({ id }) => emptyTray(id));
// files are not kept across a reload; a page that the browser keeps may be shown again
addEventListener('pagehide', ({ persisted }) => {
  if (!persisted) for (const [conversationId] of trays()) emptyTray(conversationId);
});

/** What goes along with the files of a tray. */
export interface TrayMessage {
  text: string;
  /** Which tray: of a thread, or of all that is written to the conversation. */
  place: string;
  /** The id of the message that it replies to. */
  replyTo: string | undefined;
  options: SendAs | undefined;
}

/** Sends what is in the tray with a text. The tray is empty at once. */
export async function sendTray(
  conversationId: string,
  { text, place, replyTo, options }: TrayMessage,
): Promise<void> {
  const ids = readTray(place);
  writeTray(place, []);
  const written = await readMarkdown(conversationId, text);
  await sendFiles(conversationId, { ...written, ...options }, ids, replyTo);
}

/**
 * Hands the files of a tray over, by their ids, once all have arrived, and empties it once that is done. What failed before is tried
 * again. Rejects with `FilesMissing` where one does not arrive or the tray is another one by then.
 */
export async function handTrayOver(
  place: string,
  take: (attachments: string[]) => Promise<void>,
): Promise<void> {
  const ids = readTray(place);
  for (const id of ids) retryUpload(id);
  await arrived(ids);
  const files = ids.flatMap((id) => uploadOf(id)?.uploaded ?? []);
  if (files.length < ids.length || readTray(place) !== ids) throw new FilesMissing();
  await take(files.map(({ id }) => id));
  writeTray(place, []);
  for (const id of ids) forgetUpload(id);
}
