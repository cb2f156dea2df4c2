import { useEffect, useState } from 'react';
import { hasCode, type Session } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';

/** The devices that are signed in, as they were when the dialog opened and after each change. */
export function useDevices() {
  const { sessions } = useClient();
  const [devices, setDevices] = useState<readonly Session[]>();
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    sessions.list().then(
      ({ items }) => {
        if (!gone) setDevices(items);
      },
      // said in the place of the list, with a way to try again
      () => {
        if (!gone) setFailed(true);
      },
    );
    return () => {
      gone = true;
    };
  }, [sessions, round]);

  function reload(): void {
    setFailed(false);
    setRound(round + 1);
  }

  /** Signs one device out, or without an `id` all others. Rejects where that did not work. */
  async function end(id?: string): Promise<void> {
    try {
      await (id === undefined ? sessions.endAll({ except: 'current' }) : sessions.end(id));
    } catch (failure) {
      // signed out already, which is what the user wants
      if (!hasCode(failure, 'session_not_found')) throw failure;
    }
    setDevices((all) => all?.filter((device) => device.current || (id !== undefined && device.id !== id)));
  }
  return { devices, failed, reload, end };
}
