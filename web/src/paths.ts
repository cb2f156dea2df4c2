/** The addresses of what the page shows. The worker has them, too. */

export const conversationPath = (id: string): string => `/c/${encodeURIComponent(id)}`;
/** The details of a conversation, or a step of them such as `members`. */
export const detailsPath = (id: string, step = ''): string =>
  `${conversationPath(id)}/details${step === '' ? '' : `/${step}`}`;
/** The thread that begins at a message. */
export const threadPath = (id: string, seq: number): string => `${conversationPath(id)}/t/${seq}`;
/** A photo or video of a conversation, above it. */
export const viewerPath = (id: string, mediaId: string): string =>
  `${conversationPath(id)}/media/${encodeURIComponent(mediaId)}`;

/** The step of the details that a kind of notification leads to, instead of the messages. */
const stepOfKind: Readonly<Record<string, string | undefined>> = {
  join_request: 'requests',
  webhook_disabled: 'integrations',
};

/** What a notification leads to. */
export function notificationPath({
  kind,
  conversationId,
}: {
  kind: string;
  conversationId?: string | undefined;
}): string {
  if (conversationId === undefined) return kind === 'new_device' ? '/settings/devices' : '/settings';
  const step = stepOfKind[kind];
  return step === undefined ? conversationPath(conversationId) : detailsPath(conversationId, step);
}
