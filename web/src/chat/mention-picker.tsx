import {
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import { Users } from 'lucide-react';
import { mayInGroup, type ConversationItem } from '../../../client/index.ts';
import { useConversation, useSession } from '../../../client/react/index.ts';
import { useMembers } from '../details/use-members.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { bestRank, fold } from '../people/match.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import { classNames } from '../ui/class-names.ts';
import { choose } from './markdown.ts';
import styles from './mention-picker.module.css';

export interface MentionPickerHandle {
  /** Whether a key was for the list. */
  pressed: (event: KeyboardEvent) => boolean;
}

export interface MentionPickerProps {
  conversationId: string;
  /** What is typed after the `@`. */
  query: string;
  listId: string;
  ref: Ref<MentionPickerHandle>;
  /** The name that was chosen, without the `@`. */
  onPick: (name: string) => void;
  onClose: () => void;
  /** The id of the option that Enter takes; `undefined`: there is none. */
  onActive: (id: string | undefined) => void;
}

/** As many are offered as fit above the keyboard of a phone; typing on finds the others. */
const mostShown = 8;

interface Choice {
  name: string;
  /** What it says of them. */
  label: string;
  person?: { id: string; username: string; name: string; avatar: string | null; bot?: boolean | undefined };
}

/** The members whom one can mention, below the cursor: by username and name, in a group of any size. */
export default function MentionPicker({ conversationId, ...props }: MentionPickerProps) {
  const conversation = useConversation(conversationId);
  return conversation && <Picker conversation={conversation} {...props} />;
}

interface PickerProps extends Omit<MentionPickerProps, 'conversationId'> {
  conversation: ConversationItem;
}

function Picker({ conversation, query, listId, ref, onPick, onClose, onActive }: PickerProps) {
  const t = useTranslate();
  const choices = useChoices(conversation, query);
  const [active, setActive] = useState(0);
  const [of, setOf] = useState(query);
  // another query begins at its best match
  if (of !== query) {
    setOf(query);
    setActive(0);
  }
  const at = Math.min(active, choices.length - 1);
  const idOf = (index: number) => `${listId}-${index}`;
  const activeId = at < 0 ? undefined : idOf(at);
  useEffect(() => onActive(activeId), [activeId, onActive]);

  const pick = ({ name, person }: Choice) => {
    if (person) choose(conversation.id, person);
    onPick(name);
  };

  useImperativeHandle(ref, () => ({
    pressed: ({ key, shiftKey, ctrlKey, metaKey, altKey }) => {
      if (shiftKey || ctrlKey || metaKey || altKey) return false;
      if (key === 'Escape') {
        onClose();
        return true;
      }
      const choice = choices[at];
      if (choice === undefined) return false;
      if (key === 'ArrowDown') setActive((at + 1) % choices.length);
      else if (key === 'ArrowUp') setActive((at + choices.length - 1) % choices.length);
      else if (key === 'Enter' || key === 'Tab') pick(choice);
      else return false;
      return true;
    },
  }));

  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  if (choices.length === 0) return null;
  return (
    <ul ref={list} id={listId} role="listbox" aria-label={t('mentions.label')} className={styles['list']}>
      {choices.map((choice, index) => (
        <li
          key={choice.name}
          id={idOf(index)}
          role="option"
          aria-selected={index === at}
          className={classNames(styles['option'], index === at && styles['active'])}
          // the field keeps the focus, and a phone its keyboard
          onPointerDown={(event) => event.preventDefault()}
          onPointerMove={() => setActive(index)}
          onClick={() => pick(choice)}
        >
          {choice.person ? (
            <Avatar id={choice.person.id} name={choice.person.name} avatar={choice.person.avatar} size={32} />
          ) : (
            <span className={styles['everyone']}>
              <Users size="1.125rem" aria-hidden="true" />
            </span>
          )}
          <span className={styles['texts']}>
            <bdi className={styles['name']}>{choice.label}</bdi>
            <BotMark of={choice.person} />
            <bdi className={styles['username']}>@{choice.name}</bdi>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whom one can mention, the best match first: those who are known at once, others as the server finds them. */
function useChoices(conversation: ConversationItem, query: string): readonly Choice[] {
  const t = useTranslate();
  const { userId } = useSession();
  const { id, isGroup, participants, memberCount } = conversation;
  const complete = participants.length >= memberCount;
  const { members } = useMembers(id, { q: query, role: undefined }, isGroup && !complete);
  return useMemo(() => {
    const wanted = fold(query);
    const people = new Map([...participants, ...members].map((person) => [person.id, person]));
    const found = [...people.values()]
      .filter((person) => person.id !== userId)
      .map((person) => ({ person, rank: bestRank(wanted, [person.username, person.name]) }))
      .filter(({ rank }) => rank > 1)
      .sort((a, b) => b.rank - a.rank || a.person.name.localeCompare(b.person.name))
      .map(({ person }): Choice => ({ name: person.username, label: person.name, person }));
    const everyone = (['all', 'here'] as const)
      .filter((name) => mayInGroup(conversation, 'mentionAll') && name.startsWith(wanted))
      .map((name): Choice => ({ name, label: t(`mentions.${name}`) }));
    return [...found.slice(0, mostShown - everyone.length), ...everyone];
  }, [conversation, participants, members, query, userId, t]);
}
