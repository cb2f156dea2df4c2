import { hasCode, type Message } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { explain, isSignedOut } from '../errors.ts';
import { translate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { showToast } from '../ui/toast.tsx';

/** Saves a message for the user alone, or takes it out of what they saved. A toast says what came of it. */
export function setSaved(
  { conversationId, seq }: Pick<Message, 'conversationId' | 'seq'>,
  saved: boolean,
): void {
  const { stars } = client;
  const changing = saved ? stars.add(conversationId, seq) : stars.remove(conversationId, seq);
  changing
    .then(() => showToast(translate(saved ? 'saved.done' : 'saved.undone')))
    .catch((error: unknown) => {
      const isFull = hasCode(error, 'too_many_stars');
      if (!isSignedOut(error)) showToast(isFull ? translate('saved.tooMany') : explain(error, translate));
    })
    .catch(report);
}
