import { Globe, Link2, ScrollText, UserCheck } from 'lucide-react';
import { mayInGroup, type ConversationItem } from '../../../client/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';

const iconSize = '1.25rem';

/** The lines in a group's details about how people come in and what they read then, each for those who may. */
export function JoiningLines({ conversation }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const { id, community, me } = conversation;
  const go = (step: string) => () => navigate(detailsPath(id, step));
  return (
    <>
      {mayInGroup(conversation, 'addMembers') && (
        <DetailsLine
          icon={<Link2 size={iconSize} />}
          label={t('invites.title')}
          leads
          onClick={go('invites')}
        />
      )}
      {mayInGroup(conversation, 'decideRequests') && (
        <DetailsLine
          icon={<UserCheck size={iconSize} />}
          label={t('requests.title')}
          count={me.pendingRequests ?? 0}
          leads
          onClick={go('requests')}
        />
      )}
      {mayInGroup(conversation, 'changeSettings') && (
        <DetailsLine
          icon={<Globe size={iconSize} />}
          label={t('community.title')}
          value={t(community?.visibility === 'public' ? 'community.public' : 'community.private')}
          leads
          onClick={go('community')}
        />
      )}
      <DetailsLine
        icon={<ScrollText size={iconSize} />}
        label={t('greeting.details')}
        leads
        onClick={go('welcome')}
      />
    </>
  );
}
