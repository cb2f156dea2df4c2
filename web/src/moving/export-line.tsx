import { Download } from 'lucide-react';
import { DetailsLine } from '../details/details-line.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';

/** The way to saving a conversation on the device. */
export function ExportLine({ conversationId }: { conversationId: string }) {
  const t = useTranslate();
  return (
    <DetailsLine
      icon={<Download size="1.25rem" />}
      label={t('export.title')}
      leads
      onClick={() => navigate(detailsPath(conversationId, 'export'))}
    />
  );
}
