import { useRef, useState } from 'react';
import { Check, EyeOff } from 'lucide-react';
import {
  mayInGroup,
  type ConversationItem,
  type Message,
  type MessageItem,
  type Poll,
} from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { classNames } from '../ui/class-names.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './contents.module.css';
import { pollOf, toggled, withVote } from './poll.ts';
import { VotersDialog } from './voters-dialog.tsx';

export interface PollCardProps {
  item: MessageItem;
  conversation: ConversationItem;
  reachable: boolean;
}

/** A poll: each option is a button that votes, its bar says how many did. */
export function PollCard({ item, conversation, reachable }: PollCardProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const stored = item.kind === 'stored' ? item.message : undefined;
  const poll = pollOf(item);
  const { chosen, vote } = useVote(stored, poll);
  const [open, setOpen] = useState<'voters' | 'close'>();
  const shown = withVote(poll, chosen);
  const ended = poll.closesAt !== undefined && Date.parse(poll.closesAt) <= now;
  const closed = poll.closedAt !== undefined || ended;
  const mayClose = useMayClose(stored, conversation) && !closed;
  const facts = [
    t(closed ? 'poll.closed' : poll.multiple ? 'poll.several' : 'poll.one'),
    ...(poll.anonymous ? [t('poll.anonymous')] : []),
    ...(!closed && poll.closesAt !== undefined
      ? [t('poll.ends', { time: untilTime(poll.closesAt, now, locale) })]
      : []),
  ];
  return (
    <div className={styles['poll']} role="group" aria-label={t('content.poll')}>
      <p className={styles['question']} dir="auto">
        {poll.question}
      </p>
      <p className={styles['facts']}>
        {poll.anonymous && <EyeOff size="0.8125rem" aria-hidden="true" />}
        {facts.join(' · ')}
      </p>
      <ul className={styles['options']}>
        {shown.options.map(({ text, count, percent, leads }, index) => {
          const mine = chosen.includes(index);
          return (
            <li key={text}>
              <button
                type="button"
                className={classNames(styles['option'], leads && closed && styles['leads'])}
                aria-pressed={mine}
                disabled={stored === undefined || closed}
                tabIndex={reachable ? 0 : -1}
                onClick={() => vote(toggled(chosen, index, poll.multiple))}
              >
                <span
                  className={classNames(
                    styles['tick'],
                    poll.multiple && styles['square'],
                    mine && styles['ticked'],
                  )}
                  aria-hidden="true"
                >
                  {mine && <Check size="0.75rem" strokeWidth={3.5} />}
                </span>
                <span className={styles['optionText']} dir="auto">
                  {text}
                </span>
                <span className="visually-hidden">{t('poll.count', { count })}</span>
                <span className={styles['percent']}>{percent} %</span>
                <span className={styles['track']} aria-hidden="true">
                  <span className={styles['bar']} style={{ inlineSize: `${percent}%` }} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      <p className={styles['below']}>
        {poll.anonymous || shown.voters === 0 || stored === undefined ? (
          <span className={styles['count']}>{t('poll.votes', { count: shown.voters })}</span>
        ) : (
          <button
            type="button"
            className={styles['link']}
            tabIndex={reachable ? 0 : -1}
            aria-label={t('poll.showVotes', { count: shown.voters })}
            onClick={() => setOpen('voters')}
          >
            {t('poll.votes', { count: shown.voters })}
          </button>
        )}
        {mayClose && (
          <button
            type="button"
            className={styles['link']}
            tabIndex={reachable ? 0 : -1}
            onClick={() => setOpen('close')}
          >
            {t('poll.close')}
          </button>
        )}
      </p>
      {open === 'voters' && stored && <VotersDialog message={stored} onClose={() => setOpen(undefined)} />}
      {open === 'close' && stored && <CloseDialog message={stored} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function CloseDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const t = useTranslate();
  const { messages } = useClient();
  return (
    <ConfirmDialog
      title={t('poll.closeTitle')}
      text={t('poll.closeText')}
      action={t('poll.close')}
      confirm={async () => {
        await messages.closePoll(message.conversationId, message.seq);
      }}
      onClose={onClose}
    />
  );
}

/** Its author may, and in groups admins. */
function useMayClose(message: Message | undefined, conversation: ConversationItem): boolean {
  const { userId } = useSession();
  if (message === undefined) return false;
  const isAdmin = mayInGroup(conversation, 'mute');
  return message.senderId === userId || isAdmin;
}

/** What the user chose, at once, and what sends it: one vote after the other, so that the last one counts. */
function useVote(message: Message | undefined, poll: Poll) {
  const t = useTranslate();
  const { messages } = useClient();
  const [wanted, setWanted] = useState<readonly number[]>();
  const sending = useRef(false);
  const latest = useRef<readonly number[]>(undefined);

  async function send({ conversationId, seq }: Message): Promise<void> {
    sending.current = true;
    try {
      while (latest.current !== undefined) {
        const options = latest.current;
        latest.current = undefined;
        await messages.vote(conversationId, seq, options);
      }
    } catch (error) {
      latest.current = undefined;
      if (!isSignedOut(error)) showToast(explain(error, t));
    } finally {
      sending.current = false;
      setWanted(undefined);
    }
  }

  return {
    chosen: wanted ?? poll.mine ?? [],
    vote: (options: readonly number[]) => {
      if (message === undefined) return;
      latest.current = options;
      setWanted(options);
      if (!sending.current) void send(message);
    },
  };
}
