import { useEffect, type ReactNode } from 'react';
import { useClient, useConnection, useSession } from '../../../client/react/index.ts';
import { useLocale } from '../i18n/i18n.ts';
import { languageOf } from '../language.ts';
import { report } from '../report.ts';
import { storeLanguage } from '../worker/language-store.ts';
import { followDevice, systemNotices, thisDevice } from './device.ts';
import { followWorker, showLinked } from './from-worker.ts';
import { UnreadSigns } from './unread-signs.tsx';

const looksAtPage = () => document.visibilityState === 'visible' && document.hasFocus();

/**
 * Says which conversation the user looks at, so that they are not notified of what they see, and lets them know of what happens
 * elsewhere: by a sound, by the system, and by the signs of the tab. `shownId`: the conversation that is on screen.
 */
export default function Notifier({ shownId }: { shownId: string | undefined }): ReactNode {
  const client = useClient();
  const { state } = useConnection();
  const { userId } = useSession();
  const locale = useLocale();
  useEffect(() => {
    const follow = () => client.notifications.show(looksAtPage() && shownId !== undefined ? shownId : null);
    follow();
    addEventListener('focus', follow);
    addEventListener('blur', follow);
    document.addEventListener('visibilitychange', follow);
    return () => {
      removeEventListener('focus', follow);
      removeEventListener('blur', follow);
      document.removeEventListener('visibilitychange', follow);
    };
    // with a new connection there may be a new session, which knows nothing yet
  }, [client, shownId, state]);
  useEffect(() => () => client.notifications.show(null), [client]);
  useEffect(() => {
    if (userId === undefined) return;
    const ends = [
      followDevice(),
      followWorker(),
      () => systemNotices.stop(),
      client.on('state', ({ state: now }) => {
        if (now === 'signed-out') void thisDevice.end();
        if (now === 'online') void thisDevice.online();
      }),
    ];
    showLinked();
    systemNotices.start();
    thisDevice
      .begin(userId)
      .then(() => systemNotices.tidy())
      .catch(report);
    return () => {
      for (const end of ends) end();
    };
  }, [client, userId]);
  useEffect(() => void storeLanguage(languageOf(locale)).catch(report), [locale]);
  return <UnreadSigns />;
}
