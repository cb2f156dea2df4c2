import { useEffect } from 'react';
import { useClient, useConnection } from '../../../client/react/index.ts';
import { playSound } from './sound.ts';

/**
 * Says which conversation the user looks at, so that they are not notified of what they see, and plays a sound for what happens
 * elsewhere. `shownId`: the conversation that is on screen.
 */
export default function Notifier({ shownId }: { shownId: string | undefined }) {
  const client = useClient();
  const { state } = useConnection();
  useEffect(() => {
    const follow = () => {
      const looks = document.visibilityState === 'visible' && document.hasFocus();
      client.notifications.show(looks && shownId !== undefined ? shownId : null);
    };
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
  useEffect(
    () =>
      client.on('notification:new', ({ silent }) => {
        if (!silent) playSound();
      }),
    [client],
  );
  return null;
}
