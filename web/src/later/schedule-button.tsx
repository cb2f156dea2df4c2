import { useState } from 'react';
import { CalendarClock } from 'lucide-react';
import { useClient } from '../../../client/react/index.ts';
import { readMarkdown } from '../chat/markdown.ts';
import { newClientId } from '../chat/new-client-id.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import { TimeDialog } from './time-dialog.tsx';
import { putScheduled } from './waiting.ts';

export interface ScheduleButtonProps {
  conversationId: string;
  text: string;
  replyTo: string | undefined;
  /** It is scheduled. */
  onDone: () => void;
}

/** Beside the button that sends: sends at a time. */
export default function ScheduleButton({ conversationId, text, replyTo, onDone }: ScheduleButtonProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { scheduled } = useClient();
  /** One attempt to schedule it, however often it is tried. */
  const [clientId, setClientId] = useState<string>();
  return (
    <>
      <IconButton label={t('waiting.schedule')} onClick={() => setClientId(newClientId())}>
        <CalendarClock size="1.25rem" aria-hidden="true" />
      </IconButton>
      {clientId !== undefined && (
        <TimeDialog
          title={t('waiting.schedule')}
          confirm={t('waiting.confirm')}
          onClose={() => setClientId(undefined)}
          onPick={async (at) => {
            const written = await readMarkdown(conversationId, text);
            const message = { ...written, ...(replyTo !== undefined && { replyTo }) };
            const sendAt = at.toISOString();
            putScheduled(await scheduled.add({ conversationId, ...message, sendAt, clientId }));
            showToast(t('waiting.scheduled', { time: untilTime(sendAt, Date.now(), locale) }));
            onDone();
          }}
        />
      )}
    </>
  );
}
