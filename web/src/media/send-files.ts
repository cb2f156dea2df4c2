import type { UnsentItem } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import type { Written } from '../chat/markdown.ts';
import { newClientId } from '../chat/new-client-id.ts';
import { onPendingActions, pendingIn, writePending, hasPending } from '../chat/pending-sends.ts';
import type { SendAs } from '../chat/use-send-text.ts';
import { isSignedOut, reasonOf } from '../errors.ts';
import { translate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { alsoForget } from './forget.ts';
import { keepMedia } from './sent-media.ts';
import { arrived, cancelUpload, forgetUpload, measured, retryUpload } from './upload-files.ts';
import { onUploads, uploadOf } from './uploads.ts';

/** Which uploads belong to a message that waits for them, by its `clientId`. */
const sends = new Map<
  string,
  { conversationId: string; uploads: readonly string[]; parts: Omit<Written, 'text'> & SendAs }
>();

function replace(
  conversationId: string,
  clientId: string,
  change: (item: UnsentItem) => UnsentItem | undefined,
): void {
  writePending(
    conversationId,
    pendingIn(conversationId).flatMap((item) => (item.clientId === clientId ? (change(item) ?? []) : item)),
  );
}

/** The ids of those that are still wanted, whose look the list knows from now on. */
const shown = (uploads: readonly string[]) =>
  uploads.flatMap((id) => {
    const upload = uploadOf(id);
    if (upload !== undefined) keepMedia(id, upload.media);
    return upload === undefined ? [] : id;
  });

/** Sends files with a text, perhaps in reply to a message. The message shows as soon as its files are measured, and is sent once they have arrived. */
export async function sendFiles(
  conversationId: string,
  { text, ...parts }: Written & SendAs,
  uploads: readonly string[],
  replyTo: string | undefined,
): Promise<void> {
  // how they look does not change any more
  await measured(uploads);
  const attachments = shown(uploads);
  if (attachments.length === 0 && text.trim() === '') return;
  const clientId = newClientId();
  sends.set(clientId, { conversationId, uploads, parts });
  writePending(conversationId, [
    ...pendingIn(conversationId),
    {
      kind: 'unsent',
      key: clientId,
      clientId,
      conversationId,
      text,
      entities: parts.entities ?? [],
      attachments,
      replyTo: replyTo ?? null,
      createdAt: new Date().toISOString(),
      own: true,
      status: 'waiting',
    },
  ]);
  await finish(clientId);
}

const isWell = (id: string) => !['failed', 'refused'].includes(uploadOf(id)?.state ?? '');

/** Waits for the files of a message and hands it to the client. */
async function finish(clientId: string): Promise<void> {
  const send = sends.get(clientId);
  if (send === undefined) return;
  const { conversationId } = send;
  await arrived(send.uploads);
  // some may have been taken back meanwhile
  const uploads = (sends.get(clientId)?.uploads ?? []).filter((id) => uploadOf(id) !== undefined);
  if (!sends.has(clientId)) return;
  const failed = uploads
    .map(uploadOf)
    .find((upload) => upload?.state === 'failed' || upload?.state === 'refused');
  if (failed !== undefined) {
    replace(conversationId, clientId, (item) => ({ ...item, status: 'failed', error: failed.error }));
    return;
  }
  const item = pendingIn(conversationId).find((one) => one.clientId === clientId);
  const { text = '', replyTo } = item ?? {};
  const attachments = uploads.flatMap((id) => uploadOf(id)?.uploaded ?? []);
  try {
    for (const media of attachments) keepMedia(media.id, media);
    if (attachments.length > 0 || text.trim() !== '') {
      const sending = client.state.messages(conversationId).send(text, {
        clientId,
        ...send.parts,
        ...(attachments.length > 0 && { attachments: attachments.map(({ id }) => id) }),
        ...(typeof replyTo === 'string' && { replyTo }),
      });
      await sending;
    }
  } catch (error) {
    // refused, it stays in the list of the client, with what can be done about it
    if (!isSignedOut(error) && reasonOf(error, translate) === undefined) report(error);
  } finally {
    sends.delete(clientId);
    replace(conversationId, clientId, () => undefined);
    for (const id of uploads) forgetUpload(id);
  }
}

/** Tries what failed of a message once more. */
function retry(clientId: string): void {
  const send = sends.get(clientId);
  if (send === undefined) return;
  for (const id of send.uploads) retryUpload(id);
  replace(send.conversationId, clientId, ({ error: _error, ...item }) => ({ ...item, status: 'waiting' }));
  finish(clientId).catch(report);
}

/** Gives a message up with all its files. */
function discard(clientId: string): void {
  const send = sends.get(clientId);
  if (send === undefined) return;
  sends.delete(clientId);
  replace(send.conversationId, clientId, () => undefined);
  for (const id of send.uploads) cancelUpload(id);
}

/** Takes one file of a message back that is still on its way; the last one takes the message with it, unless it has a text. */
export function cancelFile(uploadId: string): void {
  const [clientId, send] = [...sends].find(([, { uploads }]) => uploads.includes(uploadId)) ?? [];
  if (clientId === undefined || send === undefined) return;
  const uploads = send.uploads.filter((id) => id !== uploadId);
  const text = pendingIn(send.conversationId).find((item) => item.clientId === clientId)?.text ?? '';
  if (uploads.length === 0 && text.trim() === '') {
    discard(clientId);
    return;
  }
  sends.set(clientId, { ...send, uploads });
  replace(send.conversationId, clientId, (item) => ({ ...item, attachments: shown(uploads) }));
  cancelUpload(uploadId);
  // where it alone held the message up, this goes now
  const isFailed =
    pendingIn(send.conversationId).find((item) => item.clientId === clientId)?.status === 'failed';
  if (isFailed && uploads.every(isWell)) retry(clientId);
}

onPendingActions({ retry, discard });
alsoForget(() => sends.clear());

// an upload that is tried again by itself takes its message along
onUploads(() => {
  for (const [clientId, { conversationId, uploads }] of sends) {
    const item = pendingIn(conversationId).find((one) => one.clientId === clientId);
    if (item?.status === 'failed' && uploads.every(isWell)) retry(clientId);
  }
});

// files are not kept across a reload
addEventListener('beforeunload', (event) => {
  if (hasPending()) event.preventDefault();
});
