import type { ConversationItem, Reaction, StoredItem } from '../../../client/index.ts';
import { useSession, useUser } from '../../../client/react/index.ts';
import { useLocale, useTranslate, type Translate } from '../i18n/i18n.ts';
import { withTooltip } from '../ui/tooltip.ts';
import { pointBelow, type Ask } from './asked.ts';
import styles from './reaction-chips.module.css';
import { setReaction, useReactions } from './reactions.ts';

export interface ReactionChipsProps {
  item: StoredItem;
  conversation: ConversationItem;
  /** Whether the keyboard gets to them: only those of the message that it is at. */
  reachable: boolean;
  onAsk: Ask;
}

/** Of more users than this, it says how many more there are. */
const mostNamed = 3;

/** The users in front of the others: the user themselves first. */
function named({ userIds, mine }: Reaction, ownId: string): readonly string[] {
  const others = userIds.filter((id) => id !== ownId);
  return (mine === true ? [ownId, ...others] : others).slice(0, mostNamed);
}

function listed(names: readonly string[], count: number, locale: string, t: Translate): string {
  const more = count - names.length;
  const all = more > 0 ? [...names, t('system.more', { count: more })] : names;
  return new Intl.ListFormat(locale).format(all);
}

/** The reactions to a message, below it: a tap adds that of the user, or takes it away. */
export function ReactionChips({ item, conversation, reachable, onAsk }: ReactionChipsProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { userId = '' } = useSession();
  const reactions = useReactions(item.message, userId);
  if (reactions.length === 0) return null;
  const nameOf = (id: string) =>
    id === userId ? t('list.you') : conversation.participants.find((one) => one.id === id)?.name;
  return (
    <ul className={styles['chips']} aria-label={t('reactions.label')}>
      {reactions.map((reaction) => {
        const { emoji, count, mine = false } = reaction;
        const known = named(reaction, userId).flatMap((id) => nameOf(id) ?? []);
        return (
          <li key={emoji}>
            <button
              type="button"
              {...withTooltip({
                label: <Names reaction={reaction} conversation={conversation} ownId={userId} />,
              })}
              className={styles['chip']}
              tabIndex={reachable ? 0 : -1}
              aria-pressed={mine}
              aria-label={t('reactions.chip', { emoji, count, names: listed(known, count, locale, t) })}
              onClick={() => void setReaction(item.message, emoji, !mine)}
              onContextMenu={(event) => {
                event.preventDefault();
                event.stopPropagation();
                const { currentTarget: from } = event;
                onAsk({ what: 'reactions', item, at: pointBelow(from), from });
              }}
            >
              <span className={styles['pill']}>
                <span className={styles['emoji']}>{emoji}</span>
                <span className={styles['count']}>{count}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface NamesProps {
  reaction: Reaction;
  conversation: ConversationItem;
  ownId: string;
}

/** Who reacted so: those who are not at hand are looked up. */
function Names({ reaction, conversation, ownId }: NamesProps) {
  const t = useTranslate();
  const locale = useLocale();
  const ids = named(reaction, ownId);
  const users = [useUser(ids[0]), useUser(ids[1]), useUser(ids[2])];
  const names = ids.flatMap((id, index) => {
    if (id === ownId) return [t('list.you')];
    return conversation.participants.find((one) => one.id === id)?.name ?? users[index]?.name ?? [];
  });
  return listed(names, reaction.count, locale, t);
}
