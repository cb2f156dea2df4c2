import type { ConversationItem } from '../../../client/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Option, PersonOption, type OptionProps } from './person-option.tsx';

export interface ChatOptionProps extends Pick<OptionProps, 'option' | 'active' | 'end'> {
  chat: ConversationItem;
  ownId: string | undefined;
}

/** A chat to choose: a person or a group. */
export function ChatOption({ chat, ownId, ...rest }: ChatOptionProps) {
  const t = useTranslate();
  const other = otherOf(chat, ownId);
  if (other !== undefined)
    return <PersonOption person={other} {...rest} detail={<bdi>@{other.username}</bdi>} />;
  const name = titleOf(chat, ownId) || t('conversation.unknownSender');
  return (
    <Option
      {...rest}
      name={name}
      picture={<Avatar id={chat.id} name={name} avatar={chat.avatar} size={40} />}
      detail={chat.isGroup ? t('conversation.members', { count: chat.memberCount }) : ''}
    />
  );
}
