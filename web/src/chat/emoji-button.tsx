import { Smile } from 'lucide-react';
import { Popover } from 'radix-ui';
import { Suspense, useState } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { lazyPart } from '../lazy-part.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './composer.module.css';

const EmojiPicker = lazyPart(() => import('./emoji-picker.tsx'));

/** What opens all emoji above the composer. */
export default function EmojiButton({ onPick }: { onPick: (emoji: string) => void }) {
  const t = useTranslate();
  const [picking, setPicking] = useState(false);
  return (
    <Popover.Root open={picking} onOpenChange={setPicking}>
      <Popover.Trigger asChild>
        <IconButton label={t('composer.emoji')} className={styles['emoji']}>
          <Smile size="1.3125rem" />
        </IconButton>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles['picker']}
          side="top"
          align="start"
          sideOffset={10}
          collisionPadding={8}
          aria-label={t('composer.emoji')}
        >
          <Suspense>
            <EmojiPicker
              onPick={(emoji) => {
                onPick(emoji);
                setPicking(false);
              }}
            />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
