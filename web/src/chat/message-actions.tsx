import {
  BellRing,
  Bookmark,
  BookmarkX,
  Copy,
  Forward,
  History,
  MessagesSquare,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Trash2,
  Unlink,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';
import { mayInGroup, type ConversationItem, type StoredItem } from '../../../client/index.ts';
import type { MessageKey } from '../i18n/i18n.ts';
import { copyText } from '../joining/copy-text.ts';
import { mayPin, setPinned } from '../pins/pin-message.ts';
import { removePreview } from '../previews/remove-preview.ts';
import { setSaved } from '../saved/save-message.ts';
import type { Asked } from './asked.ts';
import { isEditable } from './editable.ts';
import { beginEdit } from './editing.ts';
import { mayWrite } from './may-write.ts';
import { navigate, threadPath } from '../navigation.ts';
import { beginReply } from '../threads/replying.ts';
import type { OpenThread } from '../threads/thread-context.ts';

/** A message, and who looks at it. */
export interface About {
  item: StoredItem;
  conversation: ConversationItem;
  /** The thread in which it is looked at. */
  thread: OpenThread | undefined;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface MessageAction {
  readonly id: string;
  readonly label: MessageKey;
  readonly Icon: LucideIcon;
  /** Whether it cannot be undone. */
  readonly danger?: boolean;
  readonly when: (about: About) => boolean;
  /** Does it; or gives what opens then. */
  readonly run: (about: About) => Asked['what'] | undefined;
}

const does = (act: (about: About) => void) => (about: About) => {
  act(about);
  return undefined;
};

/** Admins delete any message of their group: those who could remove its members. */
export const mayDeleteForEveryone = ({ item, conversation }: Pick<About, 'item' | 'conversation'>): boolean =>
  item.own || mayInGroup(conversation, 'remove');

const writes = ({ conversation, now }: About) => mayWrite(conversation, now);

/** What can be done with a message, in the order of its menu. The quick reactions stand above them. */
export const messageActions: readonly MessageAction[] = [
  { id: 'emoji', label: 'action.otherEmoji', Icon: SmilePlus, when: () => true, run: () => 'emoji' },
  {
    id: 'reply',
    label: 'action.reply',
    Icon: Reply,
    when: writes,
    run: does(({ item, conversation, thread }) => beginReply(thread?.place ?? conversation.id, item.message)),
  },
  {
    id: 'replyInThread',
    label: 'action.replyInThread',
    Icon: MessagesSquare,
    when: (about) => about.thread === undefined && writes(about),
    run: does(({ item, conversation }) =>
      navigate(threadPath(conversation.id, item.message.threadSeq ?? item.seq)),
    ),
  },
  {
    id: 'forward',
    label: 'action.forward',
    Icon: Forward,
    when: ({ item }) => item.message.streaming !== true,
    run: () => 'forward',
  },
  {
    id: 'edit',
    label: 'action.edit',
    Icon: Pencil,
    when: ({ item, now }) => isEditable(item.message, item.own, now),
    run: does(({ item, thread }) => void beginEdit(item.message, thread?.place)),
  },
  {
    id: 'copy',
    label: 'action.copy',
    Icon: Copy,
    when: ({ item }) => item.message.text !== '',
    run: does(({ item }) => copyText(item.message.text, 'action.copied')),
  },
  {
    id: 'save',
    label: 'saved.save',
    Icon: Bookmark,
    when: ({ item }) => item.message.starred !== true,
    run: does(({ item }) => setSaved(item.message, true)),
  },
  {
    id: 'unsave',
    label: 'saved.unsave',
    Icon: BookmarkX,
    when: ({ item }) => item.message.starred === true,
    run: does(({ item }) => setSaved(item.message, false)),
  },
  {
    id: 'remind',
    label: 'reminders.remind',
    Icon: BellRing,
    when: () => true,
    run: () => 'remind',
  },
  {
    id: 'pin',
    label: 'pins.pin',
    Icon: Pin,
    when: ({ item, conversation }) => item.message.pinned === undefined && mayPin(conversation),
    run: does(({ item }) => setPinned(item.message, true)),
  },
  {
    id: 'unpin',
    label: 'pins.unpin',
    Icon: PinOff,
    when: ({ item, conversation }) => item.message.pinned !== undefined && mayPin(conversation),
    run: does(({ item }) => setPinned(item.message, false)),
  },
  {
    id: 'removePreview',
    label: 'previews.remove',
    Icon: Unlink,
    when: ({ item }) => item.own && item.message.preview !== undefined,
    run: does(({ item }) => removePreview(item.message)),
  },
  {
    id: 'revisions',
    label: 'action.revisions',
    Icon: History,
    when: ({ item }) => item.message.editedAt !== null,
    run: () => 'revisions',
  },
  {
    id: 'reactions',
    label: 'action.reactions',
    Icon: UsersRound,
    when: ({ item }) => (item.message.reactions ?? []).length > 0,
    run: () => 'reactions',
  },
  {
    id: 'delete',
    label: 'action.delete',
    Icon: Trash2,
    danger: true,
    // for the user alone at least
    when: () => true,
    run: () => 'delete',
  },
];

export const actionsFor = (about: About): readonly MessageAction[] =>
  about.item.message.deletedAt === null ? messageActions.filter(({ when }) => when(about)) : [];
