import { useUnreadTotal } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';

/** The number of unread messages in the title of the tab. */
export function PageTitle() {
  const t = useTranslate();
  const unread = useUnreadTotal();
  return <title>{unread > 0 ? `(${unread}) ${t('app.name')}` : t('app.name')}</title>;
}
