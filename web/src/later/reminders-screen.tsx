import { useState } from 'react';
import { BellRing } from 'lucide-react';
import type { Reminder } from '../../../client/index.ts';
import { useClient, useConversation, useSession } from '../../../client/react/index.ts';
import { titleOf } from '../chat/conversation-title.ts';
import { wantMessage } from '../chat/wanted-message.ts';
import { shownText } from '../format/text-parts.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Nothing } from '../joining/nothing.tsx';
import { summaryText } from '../media/summary.ts';
import { conversationPath, followLink } from '../navigation.ts';
import { report } from '../report.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { ListScreen, ListTrouble } from '../ui/list-screen.tsx';
import { showToast } from '../ui/toast.tsx';
import { explainWaiting } from './explain-waiting.ts';
import styles from './later.module.css';
import { RemindDialog } from './remind-dialog.tsx';
import { dropReminder, loadWaiting, useWaiting } from './waiting.ts';

/** What the user is reminded of: what is due, and what is to come. */
export default function RemindersScreen() {
  const t = useTranslate();
  const { reminders, loaded, error } = useWaiting();
  const due = reminders.filter((one) => one.due);
  const upcoming = reminders.filter((one) => !one.due);
  return (
    <ListScreen title={t('reminders.title')} busy={!loaded && error === undefined}>
      {loaded && reminders.length === 0 && (
        <Nothing
          icon={<BellRing size="2rem" />}
          title={t('reminders.empty')}
          text={t('reminders.emptyText')}
        />
      )}
      <div className={styles['screen']}>
        <Part title={t('reminders.due')} reminders={due} />
        <Part title={t('reminders.upcoming')} reminders={upcoming} />
      </div>
      {error !== undefined && (
        <ListTrouble
          text={t('reminders.failed')}
          error={error}
          onRetry={() => void loadWaiting().catch(report)}
        />
      )}
    </ListScreen>
  );
}

const Part = ({ title, reminders }: { title: string; reminders: readonly Reminder[] }) =>
  reminders.length > 0 && (
    <section aria-label={title}>
      <h3 className={styles['heading']}>{title}</h3>
      <ul className={styles['list']}>
        {reminders.map((one) => (
          <li key={one.id}>
            <Row reminder={one} />
          </li>
        ))}
      </ul>
    </section>
  );

function Row({ reminder }: { reminder: Reminder }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { userId } = useSession();
  const { reminders } = useClient();
  const [later, setLater] = useState(false);
  const { id, conversationId, seq, at, note, message } = reminder;
  const conversation = useConversation(conversationId);
  const title = conversation === undefined ? '' : titleOf(conversation, userId);
  const { text, entities, attachments, deletedAt } = message;
  const said = () => {
    if (deletedAt !== null) return t('reminders.deleted');
    return text === '' ? summaryText(attachments, attachments.length, t) : shownText(text, entities);
  };
  const done = () =>
    reminders
      .remove(id)
      .then(() => dropReminder(id))
      .catch((error: unknown) => showToast(explainWaiting(error, t)));
  return (
    <article className={classNames(styles['row'], styles['screenRow'])}>
      <a
        className={styles['place']}
        href={conversationPath(conversationId)}
        onClick={(event) => {
          followLink(event);
          if (event.defaultPrevented) wantMessage(conversationId, seq);
        }}
      >
        <span className={styles['muted']} dir="auto">
          {title === '' ? '' : `${title} · `}
          <time dateTime={at}>{untilTime(at, now, locale)}</time>
        </span>
        <span className={styles['text']} dir="auto">
          {said()}
        </span>
        {note !== '' && (
          <span className={classNames(styles['text'], styles['muted'])} dir="auto">
            {note}
          </span>
        )}
      </a>
      <div className={styles['actions']}>
        <Button onClick={() => setLater(true)}>{t('reminders.snooze')}</Button>
        <Button kind="primary" onClick={() => void done()}>
          {t('reminders.done')}
        </Button>
      </div>
      {later && <RemindDialog message={message} reminder={reminder} onClose={() => setLater(false)} />}
    </article>
  );
}
