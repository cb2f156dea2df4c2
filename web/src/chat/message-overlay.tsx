import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Popover } from 'radix-ui';
import type { ConversationItem, StoredItem } from '../../../client/index.ts';
import { useClient, useSession } from '../../../client/react/index.ts';
import ForwardDialog from '../forwarding/forward-dialog.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { RemindDialog } from '../later/remind-dialog.tsx';
import { queries, useMediaQuery } from '../media-query.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Switch } from '../ui/switch.tsx';
import { Sheet } from '../ui/sheet.tsx';
import type { Ask, Asked, Point } from './asked.ts';
import { titleOf } from './conversation-title.ts';
import EmojiPicker from './emoji-picker.tsx';
import { mayDeleteForEveryone } from './message-actions.tsx';
import { MessageMenu } from './message-menu.tsx';
import styles from './message-overlay.module.css';
import { QuickReactions } from './quick-reactions.tsx';
import { ReactionsDialog } from './reactions-dialog.tsx';
import { setReaction, useReactions } from './reactions.ts';
import { countEmoji } from './recent-emoji.ts';
import { RevisionsDialog } from './revisions-dialog.tsx';
import { useSender } from './sender.ts';

export interface MessageOverlayProps {
  asked: Asked;
  /** The message as it is now. */
  item: StoredItem;
  conversation: ConversationItem;
  onAsk: Ask;
  onClose: () => void;
}

/** Gives the focus back, unless it has gone elsewhere, as to what opened next. */
function focusAgain(element: HTMLElement | null): void {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) element?.focus({ preventScroll: true });
}

/** What opens above the messages for one of them: its menu, or what the menu leads to. */
export default function MessageOverlay({ asked, item, conversation, onAsk, onClose }: MessageOverlayProps) {
  const { messages } = useClient();
  const { what, at, from } = asked;
  const { seq, conversationId, deletedAt } = item.message;
  const isGone = deletedAt !== null;
  useEffect(
    () => () => {
      requestAnimationFrame(() => focusAgain(from));
    },
    [from],
  );
  useEffect(() => {
    // of what is gone, nothing is left to choose
    if (isGone && what !== 'delete') onClose();
  }, [isGone, what, onClose]);
  switch (what) {
    case 'menu':
      return (
        <MessageMenu
          item={item}
          conversation={conversation}
          at={at}
          onClose={onClose}
          onOpen={(next) => onAsk({ ...asked, what: next })}
        />
      );
    case 'emoji':
      return <ReactWith item={item} at={at} onClose={onClose} />;
    case 'reactions':
      return <ReactionsDialog message={item.message} onClose={onClose} />;
    case 'forward':
      return <ForwardDialog message={item.message} onClose={onClose} />;
    case 'remind':
      return <RemindDialog message={item.message} onClose={onClose} />;
    case 'revisions':
      return <RevisionsDialog message={item.message} onClose={onClose} />;
    case 'delete':
      return (
        <Deletion
          item={item}
          conversation={conversation}
          onClose={onClose}
          confirm={async (forEveryone) => {
            if (forEveryone) await messages.delete(conversationId, seq);
            else await messages.hide(conversationId, seq);
          }}
        />
      );
  }
}

interface DeletionProps {
  item: StoredItem;
  conversation: ConversationItem;
  confirm: (forEveryone: boolean) => Promise<void>;
  onClose: () => void;
}

/** Deletes for everyone where the user may, and they do not choose otherwise; else for them alone. */
function Deletion({ item, conversation, confirm, onClose }: DeletionProps) {
  const t = useTranslate();
  const { userId = '' } = useSession();
  const sender = useSender(conversation, item.message.senderId);
  const mayForEveryone = mayDeleteForEveryone({ item, conversation });
  const [forEveryone, setForEveryone] = useState(mayForEveryone);
  const text = () => {
    if (!forEveryone) return t('deletion.me');
    if (!conversation.isGroup) return t('deletion.direct', { name: titleOf(conversation, userId) });
    if (item.own) return t('deletion.group');
    return t('deletion.other', { name: sender?.name ?? t('conversation.unknownSender') });
  };
  return (
    <ConfirmDialog
      title={t('deletion.title')}
      text={text()}
      action={t('action.delete')}
      danger
      confirm={() => confirm(forEveryone)}
      onClose={onClose}
    >
      {mayForEveryone && (
        <Switch label={t('deletion.everyone')} checked={forEveryone} onChange={setForEveryone} />
      )}
    </ConfirmDialog>
  );
}

/** All emoji to react with, the favourites first. */
function ReactWith({ item, at, onClose }: { item: StoredItem; at: Point; onClose: () => void }) {
  const { userId = '' } = useSession();
  const reactions = useReactions(item.message, userId);
  const isMine = (emoji: string) => reactions.some((one) => one.emoji === emoji && one.mine === true);
  const pick = (emoji: string) => {
    if (!isMine(emoji)) countEmoji(emoji);
    void setReaction(item.message, emoji, !isMine(emoji));
    onClose();
  };
  return (
    <Floating at={at} onClose={onClose}>
      <QuickReactions isMine={isMine} onPick={pick} />
      <EmojiPicker onPick={pick} />
    </Floating>
  );
}

/** At a point of a large screen; on a phone from its lower edge. */
function Floating({ at, onClose, children }: { at: Point; onClose: () => void; children: ReactNode }) {
  const t = useTranslate();
  const beside = useMediaQuery(queries.beside);
  const anchor = useAnchor(at);
  if (!beside) {
    return (
      <Sheet label={t('action.react')} onClose={onClose}>
        <div className={styles['picker']}>{children}</div>
      </Sheet>
    );
  }
  return (
    <Popover.Root open onOpenChange={onClose}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className={styles['popover']}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t('action.react')}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A point, in place of an element to stand at. */
function useAnchor({ x, y }: Point) {
  const [rect] = useState(() => new DOMRect(x, y, 0, 0));
  return useRef({ getBoundingClientRect: () => rect });
}
