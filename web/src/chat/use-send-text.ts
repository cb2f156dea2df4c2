import { useCallback } from 'react';
import type { SendOptions } from '../../../client/index.ts';
import type { MessagesResult } from '../../../client/react/index.ts';
import type { Content } from '../contents/new-content.tsx';
import { isSignedOut, reasonOf } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { readMarkdown } from './markdown.ts';

/** How a message is sent, where not as others are. */
export type SendAs = Pick<SendOptions, 'expires' | 'preview'>;

/** Sends a text to a conversation, perhaps in reply to a message of it, by its id, or with an empty one what stands in its place. */
export type SendText = (text: string, replyTo: string | undefined, parts?: Content & SendAs) => void;

/** What was typed is Markdown. */
export function useSendText(conversationId: string, { send }: Pick<MessagesResult, 'send'>): SendText {
  const t = useTranslate();
  return useCallback(
    (typed, replyTo, parts) => {
      // a message that is refused stays in the list, with what can be done about it
      const sending = async () => {
        const { text, ...written } = await readMarkdown(conversationId, typed);
        await send(text, { ...written, ...parts, ...(replyTo !== undefined && { replyTo }) });
      };
      sending().catch((error: unknown) => {
        if (!isSignedOut(error) && reasonOf(error, t) === undefined) report(error);
      });
    },
    [conversationId, send, t],
  );
}
