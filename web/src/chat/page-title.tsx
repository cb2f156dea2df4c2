import { useEffect } from 'react';
import { useUnreadTotal } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';

/** The number of unread messages in the title of the tab and, where there is one, on the icon of the installed app. */
export function PageTitle() {
  const t = useTranslate();
  const unread = useUnreadTotal();
  useEffect(() => {
    if ('setAppBadge' in navigator) navigator.setAppBadge(unread).catch(report);
  }, [unread]);
  return <title>{unread > 0 ? `(${unread}) ${t('app.name')}` : t('app.name')}</title>;
}
