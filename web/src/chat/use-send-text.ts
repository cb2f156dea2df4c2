import { useCallback } from 'react';
import type { MessagesResult } from '../../../client/react/index.ts';
import { isSignedOut, reasonOf } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';

/** Sends a text to a conversation, perhaps in reply to a message of it, by its id. */
export type SendText = (text: string, replyTo: string | undefined) => void;

export function useSendText({ send }: Pick<MessagesResult, 'send'>): SendText {
  const t = useTranslate();
  return useCallback(
    (text, replyTo) => {
      // a message that is refused stays in the list, with what can be done about it
      send(text, replyTo === undefined ? {} : { replyTo }).catch((error: unknown) => {
        if (!isSignedOut(error) && reasonOf(error, t) === undefined) report(error);
      });
    },
    [send, t],
  );
}
