import { Images } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { DetailsLine } from './details-line.tsx';

/** The way to the photos, voice notes and files of a conversation. */
export function MediaLine({ conversationId }: { conversationId: string }) {
  const t = useTranslate();
  return (
    <DetailsLine
      icon={<Images size="1.25rem" />}
      label={t('gallery.title')}
      leads
      onClick={() => navigate(detailsPath(conversationId, 'media'))}
    />
  );
}
