import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ArrowLeft, Pencil, X } from 'lucide-react';
import { Redirect } from 'wouter';
import { mayInGroup, type MessageItem } from '../../../client/index.ts';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { Gone } from '../chat/gone.tsx';
import { wentBySelf } from '../chat/endings.ts';
import { useIsMissing } from '../chat/use-is-missing.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { conversationPath, detailsPath, goBack, navigate } from '../navigation.ts';
import { IconButton } from '../ui/button.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import styles from './details.module.css';
import { GroupDetails } from './group-details.tsx';
import { PersonDetails } from './person-details.tsx';
import { stepOf } from './steps.tsx';

export interface DetailsPaneProps {
  conversationId: string;
  /** Which step of them is open; empty for their beginning. */
  step: string;
  onClose: () => void;
}

const noItems: readonly MessageItem[] = [];

/** Who is behind a conversation: a person, or a group and its members, and what can be done about them. It fills what it is put into. */
export function DetailsPane({ conversationId, step, onClose }: DetailsPaneProps) {
  const t = useTranslate();
  const { userId = '' } = useSession();
  const conversation = useConversation(conversationId);
  const missing = useIsMissing(conversationId, conversation !== undefined);
  const wide = useMediaQuery(queries.wide);
  /** What it was called when the user was still in it. */
  const [last, setLast] = useState<string>();
  const name = conversation && titleOf(conversation, userId);
  if (name !== undefined && name !== last) setLast(name);
  const opened = conversation && stepOf(step, conversation.isGroup);
  const back = () => goBack(detailsPath(conversationId));
  const other = conversation && otherOf(conversation, userId);
  const content = (): ReactNode => {
    if (missing && wentBySelf(conversationId)) return null;
    // how it ended stands in the place of the conversation
    if (missing && wide) return <Redirect to={conversationPath(conversationId)} replace />;
    if (missing) return <Gone conversationId={conversationId} name={last} items={noItems} />;
    if (conversation === undefined) return <DetailsSkeleton />;
    if (opened !== undefined)
      return <opened.Content key={step} conversation={conversation} ownId={userId} onDone={back} />;
    if (conversation.isGroup) return <GroupDetails conversation={conversation} ownId={userId} />;
    return other === undefined ? (
      <p className={styles['note']}>{t('conversation.unknownSender')}</p>
    ) : (
      <PersonDetails person={other} conversation={conversation} />
    );
  };
  const title = t(opened?.title ?? 'details.title');
  const heading = useFocusAtStep(step);
  const beside = useMediaQuery(queries.beside);
  return (
    <section className={styles['pane']} aria-label={t('details.title')}>
      {/* where it is all that there is, the page has no other first heading */}
      {!beside && !(missing && name === undefined) && (
        <h1 className="visually-hidden">{name ?? t('details.title')}</h1>
      )}
      <header className={styles['header']}>
        {opened === undefined ? (
          <IconButton label={t('dialog.close')} onClick={onClose}>
            <X size="1.25rem" aria-hidden="true" />
          </IconButton>
        ) : (
          <IconButton label={t('dialog.back')} onClick={back}>
            <ArrowLeft size="1.25rem" className={styles['arrow']} aria-hidden="true" />
          </IconButton>
        )}
        <h2 ref={heading} className={styles['heading']} tabIndex={-1}>
          {title}
        </h2>
        {conversation !== undefined && opened === undefined && mayInGroup(conversation, 'changeInfo') && (
          <IconButton label={t('group.edit')} onClick={() => navigate(detailsPath(conversationId, 'edit'))}>
            <Pencil size="1.125rem" aria-hidden="true" />
          </IconButton>
        )}
      </header>
      <div className={styles['content']}>{content()}</div>
    </section>
  );
}

/** The heading has the focus after another step has taken the place of the control that led to it. */
function useFocusAtStep(step: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(step);
  useEffect(() => {
    if (before.current === step) return;
    before.current = step;
    // a step that puts the focus into a field of its own has done so by now
    if (document.activeElement === document.body) heading.current?.focus();
  }, [step]);
  return heading;
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
