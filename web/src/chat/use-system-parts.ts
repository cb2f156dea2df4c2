import type { ConversationItem, Message } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { useSender } from './sender.ts';
import { namedIn, systemParts } from './system-text.ts';

export interface Told {
  text: string;
  /** Whether it is the name of a user. */
  isName: boolean;
}

/** What a system message says, in pieces; `undefined` for other messages. */
export function useSystemParts(
  conversation: ConversationItem,
  message: Message | undefined,
): Told[] | undefined {
  const t = useTranslate();
  const locale = useLocale();
  const { userId: ownId } = useSession();
  const event = message?.system;
  const ids = event === undefined ? [] : namedIn(event);
  // a member who is not at hand is looked up; these are all that a sentence names
  const known = [
    useSender(conversation, ids[0]),
    useSender(conversation, ids[1]),
    useSender(conversation, ids[2]),
    useSender(conversation, ids[3]),
  ];
  if (message === undefined || event === undefined) return undefined;
  const names = new Map(known.flatMap((sender) => (sender ? [[sender.id, sender.name] as const] : [])));
  const telling = { ownId, t, locale, at: Date.parse(message.createdAt) };
  return systemParts(event, message.text, telling).map((part) =>
    typeof part === 'string'
      ? { text: part, isName: false }
      : { text: names.get(part.userId) ?? t('conversation.unknownSender'), isName: true },
  );
}

/** The same as one text. */
export function useSystemText(
  conversation: ConversationItem,
  message: Message | undefined,
): string | undefined {
  return useSystemParts(conversation, message)
    ?.map(({ text }) => text)
    .join('');
}
