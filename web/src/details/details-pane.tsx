import { X } from 'lucide-react';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { otherOf } from '../chat/conversation-title.ts';
import { useIsMissing } from '../chat/use-is-missing.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import styles from './details.module.css';
import { GroupDetails } from './group-details.tsx';
import { PersonDetails } from './person-details.tsx';

export interface DetailsPaneProps {
  conversationId: string;
  /** Which step of them is open; empty for their beginning. */
  step: string;
  onClose: () => void;
}

/** Who is behind a conversation: a person, or a group and its members. It fills what it is put into. */
export function DetailsPane({ conversationId, onClose }: DetailsPaneProps) {
  const t = useTranslate();
  const { userId } = useSession();
  const conversation = useConversation(conversationId);
  const missing = useIsMissing(conversationId, conversation !== undefined);
  const other = conversation === undefined ? undefined : otherOf(conversation, userId);
  const content = () => {
    if (missing) return <p className={styles['note']}>{t('conversation.notFound')}</p>;
    if (conversation === undefined) return <DetailsSkeleton />;
    if (conversation.isGroup) return <GroupDetails conversation={conversation} ownId={userId} />;
    return other === undefined ? (
      <p className={styles['note']}>{t('conversation.unknownSender')}</p>
    ) : (
      <PersonDetails person={other} />
    );
  };
  return (
    <section className={styles['pane']} aria-label={t('details.title')}>
      <header className={styles['header']}>
        <IconButton label={t('dialog.close')} onClick={onClose}>
          <X size="1.25rem" aria-hidden="true" />
        </IconButton>
        <h2 className={styles['heading']}>{t('details.title')}</h2>
      </header>
      <div className={styles['content']}>{content()}</div>
    </section>
  );
}

const DetailsSkeleton = () => (
  <div className={styles['top']} aria-hidden="true">
    <AfterPatience>
      <Bone width={6} height={6} round />
      <Bone width={10} height={1.25} />
      <Bone width={7} />
    </AfterPatience>
  </div>
);
