import { useId, useRef, useState, type SubmitEvent } from 'react';
import { Clock } from 'lucide-react';
import { hasCode, type GroupPreview, type JoinReply, type JoinRequest } from '../../../client/index.ts';
import { useClient, useConversations, useSession } from '../../../client/react/index.ts';
import { isSignedOut } from '../errors.ts';
import { LinkedText } from '../format/links.tsx';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { TextArea } from '../ui/field.tsx';
import { showToast } from '../ui/toast.tsx';
import { explainJoining } from './explain-joining.ts';
import styles from './joining.module.css';

/** Characters. */
const longestMessage = 500;

export interface JoinFormProps {
  group: GroupPreview;
  /** Whether an admin decides who joins. */
  byRequest: boolean;
  join: (body: JoinRequest) => Promise<JoinReply>;
  /** What the user is to the group now. */
  onMembership: (membership: GroupPreview['membership']) => void;
  /** The rules are others by now: the group has to be loaded anew. */
  onRulesChanged: () => void;
}

/** The way into a group: its rules to accept, a message where an admin decides, and what became of it. */
export function JoinForm(props: JoinFormProps) {
  const { id, membership } = props.group;
  // an admin may accept the request while it is on screen
  const isIn = useConversations().items.some((conversation) => conversation.id === id);
  if (isIn) return <IsMember id={id} />;
  if (membership === 'requested') return <Asked {...props} />;
  if (membership === 'member') return <IsMember id={id} />;
  return <Form {...props} />;
}

function Form({ group, byRequest, join, onMembership, onRulesChanged }: JoinFormProps) {
  const t = useTranslate();
  const { rules, rulesVersion } = group;
  const checkbox = useRef<HTMLInputElement>(null);
  /** The version of the rules that the user has accepted. */
  const [accepted, setAccepted] = useState<number>();
  const [message, setMessage] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const hasRules = rules !== null && rules.trim() !== '';
  const over = [...message].length - longestMessage;

  async function send(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const { outcome, conversation } = await join({
        ...(hasRules && { rulesVersion }),
        ...(byRequest && message.trim() !== '' && { message: message.trim() }),
      });
      onMembership(outcome === 'joined' ? 'member' : 'requested');
      if (outcome === 'joined') navigate(conversationPath(conversation?.id ?? group.id), { replace: true });
    } catch (error) {
      setBusy(false);
      if (isSignedOut(error)) return;
      setProblem(explainJoining(error, t));
      if (hasCode(error, 'rules_not_accepted')) {
        setAccepted(undefined);
        onRulesChanged();
      }
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (hasRules && accepted !== rulesVersion) {
      setProblem(t('join.acceptMissing'));
      checkbox.current?.focus();
    } else if (!busy && over <= 0) void send();
  }

  return (
    <form className={styles['join']} noValidate onSubmit={submit}>
      {hasRules && (
        <>
          <Rules text={rules} />
          <label className={styles['accept']}>
            <input
              ref={checkbox}
              type="checkbox"
              className={styles['checkbox']}
              checked={accepted === rulesVersion}
              onChange={({ target }) => {
                setAccepted(target.checked ? rulesVersion : undefined);
                setProblem(undefined);
              }}
            />
            {t('join.accept')}
          </label>
        </>
      )}
      {byRequest && (
        <TextArea
          label={t('join.message')}
          hint={t('join.messageHint')}
          error={over > 0 ? t('composer.tooLong', { over }) : undefined}
          rows={3}
          dir="auto"
          value={message}
          onChange={({ target }) => setMessage(target.value)}
        />
      )}
      <div className={styles['joinFooter']}>
        <Problem>{problem}</Problem>
        <Button kind="primary" type="submit" wide busy={busy}>
          {t(byRequest ? 'join.ask' : 'join.join')}
        </Button>
        {byRequest && <p className={styles['note']}>{t('join.approvalHint')}</p>}
      </div>
    </form>
  );
}

/** The rules as a text that scrolls in its place. */
function Rules({ text }: { text: string }) {
  const t = useTranslate();
  const id = useId();
  return (
    <section className={styles['rules']} aria-labelledby={id}>
      <h2 id={id} className={styles['label']}>
        {t('join.rules')}
      </h2>
      {/* a text that scrolls needs the keyboard */}
      <div className={styles['rulesText']} tabIndex={0} role="group" aria-labelledby={id} dir="auto">
        <LinkedText text={text} />
      </div>
    </section>
  );
}

function Asked({ group, onMembership }: JoinFormProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const { userId = '' } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function withdraw(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await groups.declineRequest(group.id, userId);
      showToast(t('join.withdrawn'));
      onMembership('none');
    } catch (error) {
      if (hasCode(error, 'request_not_found')) onMembership('none');
      else if (!isSignedOut(error)) setProblem(explainJoining(error, t));
      setBusy(false);
    }
  }

  return (
    <div className={styles['join']}>
      <div className={styles['asked']} role="status">
        <span className={styles['roundIcon']} aria-hidden="true">
          <Clock size="1.25rem" />
        </span>
        <div>
          <p className={styles['askedTitle']}>{t('join.asked')}</p>
          <p className={styles['askedText']}>{t('join.askedText')}</p>
        </div>
      </div>
      <div className={styles['joinFooter']}>
        <Problem>{problem}</Problem>
        <Button wide busy={busy} onClick={() => void withdraw()}>
          {t('join.withdraw')}
        </Button>
      </div>
    </div>
  );
}

function IsMember({ id }: { id: string }) {
  const t = useTranslate();
  return (
    <div className={styles['join']}>
      <p className={styles['note']}>{t('join.isMember')}</p>
      <Button kind="primary" wide onClick={() => navigate(conversationPath(id), { replace: true })}>
        {t('join.open')}
      </Button>
    </div>
  );
}
