import { Link2 } from 'lucide-react';
import { mayInGroup, type ConversationItem } from '../../../client/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';

const iconSize = '1.25rem';

/** The lines in a group's details about how people come in, for those who may do something about it. */
export function JoiningLines({ conversation }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const go = (step: string) => () => navigate(detailsPath(conversation.id, step));
  return (
    mayInGroup(conversation, 'addMembers') && (
      <DetailsLine
        icon={<Link2 size={iconSize} />}
        label={t('invites.title')}
        leads
        onClick={go('invites')}
      />
    )
  );
}
