import type { Message } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { explain, isSignedOut } from '../errors.ts';
import { translate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { showToast } from '../ui/toast.tsx';

/** Removes the preview of a link from an own message, for all. A toast says what came of it. */
export function removePreview({ conversationId, seq }: Message): void {
  client.messages
    .removePreview(conversationId, seq)
    .then(() => showToast(translate('previews.removed')))
    .catch((error: unknown) => {
      if (!isSignedOut(error)) showToast(explain(error, translate));
    })
    .catch(report);
}
