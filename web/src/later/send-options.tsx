import { useEffect, useRef, useState, type RefObject } from 'react';
import { CalendarClock, ChevronUp, Timer, Unlink } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useClient } from '../../../client/react/index.ts';
import { readMarkdown } from '../chat/markdown.ts';
import { newClientId } from '../chat/new-client-id.ts';
import type { SendAs } from '../chat/use-send-text.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { FilesMissing } from '../media/files-missing.ts';
import { handTrayOver } from '../media/lazy-parts.tsx';
import { IconButton } from '../ui/button.tsx';
import menuStyles from '../ui/menu.module.css';
import { showToast } from '../ui/toast.tsx';
import { onMenuAsked } from './menu-asked.ts';
import { TimeDialog } from './time-dialog.tsx';
import { TimerDialog } from './timer-dialog.tsx';
import { putScheduled } from './waiting.ts';

export interface SendOptionsProps {
  conversationId: string;
  text: string;
  /** Where it is written, with the files that go with it. */
  place: string;
  replyTo: string | undefined;
  /** The button that sends: a right click, a long press or the menu key on it opens them too. */
  sendButton: RefObject<HTMLButtonElement | null>;
  onSend: (options: SendAs) => void;
  /** It is scheduled. */
  onScheduled: () => void;
}

/** What the server makes a preview of: an address with its scheme. */
const link = /(?<![\p{L}\p{N}_])https?:\/\/\S/iu;

/** Beside the button that sends: sends otherwise, at a time, for a time, or without a preview. */
export default function SendOptions(props: SendOptionsProps) {
  const { conversationId, text, place, replyTo, sendButton, onSend, onScheduled } = props;
  const t = useTranslate();
  const locale = useLocale();
  const { scheduled } = useClient();
  const [open, setOpen] = useState(false);
  // within what the page is about, for those who go from landmark to landmark
  const [main] = useState(() => document.querySelector('main'));
  const [asking, setAsking] = useState<'timer'>();
  /** One attempt to schedule it, however often it is tried. */
  const [clientId, setClientId] = useState<string>();
  const wanted = useRef<string>(undefined);
  const trigger = useRef<HTMLButtonElement>(null);
  /** Where the focus goes once the menu is closed; nowhere where something opens in its place. */
  const back = useRef<HTMLElement>(null);

  useEffect(() => {
    const { current } = sendButton;
    if (current === null) return undefined;
    return onMenuAsked(current, () => {
      back.current = current;
      setOpen(true);
    });
  }, [sendButton]);

  /** What is chosen says itself where the focus goes. */
  function choose(run: () => void): void {
    back.current = null;
    run();
  }
  function beginScheduling(): void {
    wanted.current = newClientId();
    setClientId(wanted.current);
  }
  async function schedule(at: Date, attempt: string): Promise<void> {
    const written = await readMarkdown(conversationId, text);
    const message = { conversationId, ...written, ...(replyTo !== undefined && { replyTo }) };
    const sendAt = at.toISOString();
    await handTrayOver(place, async (attachments) => {
      // the dialog was closed while they were on their way
      if (wanted.current !== attempt) throw new FilesMissing();
      const files = attachments.length > 0 && { attachments };
      putScheduled(await scheduled.add({ ...message, ...files, sendAt, clientId: attempt }));
    });
    showToast(t('waiting.scheduled', { time: untilTime(sendAt, Date.now(), locale) }));
    onScheduled();
  }
  function closed(): void {
    wanted.current = undefined;
    setAsking(undefined);
    setClientId(undefined);
    // once the dialog is gone
    requestAnimationFrame(() => sendButton.current?.focus());
  }

  return (
    <>
      <DropdownMenu.Root
        modal={false}
        open={open}
        onOpenChange={(next) => {
          if (next) back.current = trigger.current;
          setOpen(next);
        }}
      >
        <DropdownMenu.Trigger asChild>
          <IconButton ref={trigger} label={t('sending.options')}>
            <ChevronUp size="1.25rem" aria-hidden="true" />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={main}>
          <DropdownMenu.Content
            className={menuStyles['menu']}
            side="top"
            align="end"
            sideOffset={4}
            collisionPadding={8}
            aria-label={t('sending.options')}
            onContextMenu={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              back.current?.focus();
            }}
          >
            <DropdownMenu.Item className={menuStyles['item']} onSelect={() => choose(beginScheduling)}>
              <CalendarClock size="1.125rem" aria-hidden="true" />
              {t('waiting.schedule')}
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className={menuStyles['item']}
              onSelect={() => choose(() => setAsking('timer'))}
            >
              <Timer size="1.125rem" aria-hidden="true" />
              {t('sending.timer')}
            </DropdownMenu.Item>
            {link.test(text) && (
              <DropdownMenu.Item
                className={menuStyles['item']}
                onSelect={() => choose(() => onSend({ preview: false }))}
              >
                <Unlink size="1.125rem" aria-hidden="true" />
                {t('sending.noPreview')}
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {asking === 'timer' && (
        <TimerDialog
          onClose={closed}
          onPick={(seconds) => onSend({ expires: { seconds, from: 'reading' } })}
        />
      )}
      {clientId !== undefined && (
        <TimeDialog
          title={t('waiting.schedule')}
          confirm={t('waiting.confirm')}
          onClose={closed}
          onPick={(at) => schedule(at, clientId)}
        />
      )}
    </>
  );
}
