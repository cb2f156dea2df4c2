import { use, useState, type KeyboardEvent } from 'react';
import { DropdownMenu } from 'radix-ui';
import type { ConversationItem, StoredItem } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { queries, useMediaQuery } from '../media-query.ts';
import { classNames } from '../ui/class-names.ts';
import menuStyles from '../ui/menu.module.css';
import { Sheet } from '../ui/sheet.tsx';
import type { Asked, Point } from './asked.ts';
import { actionsFor, type MessageAction } from './message-actions.tsx';
import styles from './message-menu.module.css';
import quickStyles from './quick-reactions.module.css';
import { ThreadContext } from '../threads/thread-context.ts';
import { QuickReactions } from './quick-reactions.tsx';
import { setReaction, useReactions } from './reactions.ts';
import { countEmoji, favouriteEmoji } from './recent-emoji.ts';

export interface MessageMenuProps {
  item: StoredItem;
  conversation: ConversationItem;
  at: Point;
  /** Something opens in its place. */
  onOpen: (what: Asked['what']) => void;
  onClose: () => void;
}

/** What can be done with a message: on a phone a sheet, on larger screens a menu at the pointer. */
export function MessageMenu({ item, conversation, at, onOpen, onClose }: MessageMenuProps) {
  const { userId = '' } = useSession();
  const beside = useMediaQuery(queries.beside);
  const [now] = useState(() => Date.now());
  const thread = use(ThreadContext);
  const about = { item, conversation, thread, now };
  const reactions = useReactions(item.message, userId);
  const isMine = (emoji: string) => reactions.some((one) => one.emoji === emoji && one.mine === true);
  const choices = {
    actions: actionsFor(about),
    isMine,
    pick: (emoji: string) => {
      const mine = !isMine(emoji);
      if (mine) countEmoji(emoji);
      void setReaction(item.message, emoji, mine);
      onClose();
    },
    choose: (action: MessageAction) => {
      const next = action.run(about);
      if (next === undefined) onClose();
      else onOpen(next);
    },
  };
  return beside ? (
    <FloatingMenu {...choices} at={at} onClose={onClose} />
  ) : (
    <MenuSheet {...choices} onClose={onClose} />
  );
}

interface Choices {
  actions: readonly MessageAction[];
  isMine: (emoji: string) => boolean;
  pick: (emoji: string) => void;
  choose: (action: MessageAction) => void;
  onClose: () => void;
}

function MenuSheet({ actions, isMine, pick, choose, onClose }: Choices) {
  const t = useTranslate();
  return (
    <Sheet label={t('action.menu')} onClose={onClose}>
      <QuickReactions isMine={isMine} onPick={pick} />
      <ul className={styles['actions']}>
        {actions.map((action) => (
          <li key={action.id}>
            <button
              type="button"
              className={classNames(styles['action'], action.danger && styles['danger'])}
              onClick={() => choose(action)}
            >
              <action.Icon size="1.25rem" aria-hidden="true" />
              {t(action.label)}
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

/** In a row, the arrows to the sides lead from one to the next; those up and down do so in the whole menu. */
function alongRow(event: KeyboardEvent<HTMLElement>): void {
  const { key, target, currentTarget: row } = event;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
  const all = [...row.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  const forward = (key === 'ArrowRight') === (getComputedStyle(row).direction !== 'rtl');
  const next = all[all.findIndex((one) => one === target) + (forward ? 1 : -1)];
  event.preventDefault();
  next?.focus();
}

/** What is chosen closes the menu, or puts something in its place; closed by itself, it would take that along. */
const closing = (run: () => void) => (event: Event) => {
  event.preventDefault();
  run();
};

function FloatingMenu({ actions, isMine, pick, choose, at, onClose }: Choices & { at: Point }) {
  const t = useTranslate();
  const [emoji] = useState(favouriteEmoji);
  // within what the page is about, for those who go from landmark to landmark
  const [main] = useState(() => document.querySelector('main'));
  return (
    <DropdownMenu.Root modal={false} open onOpenChange={onClose}>
      <DropdownMenu.Trigger asChild>
        <span className={styles['anchor']} style={{ left: at.x, top: at.y }} aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={main}>
        <DropdownMenu.Content
          className={menuStyles['menu']}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          aria-label={t('action.menu')}
          onContextMenu={(event) => event.preventDefault()}
          // where it goes is decided by what was chosen
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <DropdownMenu.Group
            className={quickStyles['row']}
            aria-label={t('action.react')}
            onKeyDown={alongRow}
          >
            {emoji.map((one) => (
              <DropdownMenu.CheckboxItem
                key={one}
                className={quickStyles['emoji']}
                checked={isMine(one)}
                aria-label={t('action.reactWith', { emoji: one })}
                onSelect={closing(() => pick(one))}
              >
                {one}
              </DropdownMenu.CheckboxItem>
            ))}
          </DropdownMenu.Group>
          <DropdownMenu.Separator className={styles['separator']} />
          {actions.map((action) => (
            <DropdownMenu.Item
              key={action.id}
              className={classNames(menuStyles['item'], action.danger && menuStyles['danger'])}
              onSelect={closing(() => choose(action))}
            >
              <action.Icon size="1.125rem" aria-hidden="true" />
              {t(action.label)}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
