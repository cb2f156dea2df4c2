import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ClientState } from '../../../client/index.ts';
import { useConnection } from '../../../client/react/index.ts';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import styles from './connection-line.module.css';

const patienceMs = 1_000;

const texts: Partial<Record<ClientState, MessageKey>> = {
  connecting: 'connection.connecting',
  offline: 'connection.offline',
  'catching-up': 'connection.catchingUp',
  polling: 'connection.polling',
};

/** Whether the browser says that there is no network; where it does not know, there is one. */
const isUnplugged = () => 'onLine' in navigator && !navigator.onLine;

function onNetworkChange(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** What keeps the client from being online, once it does so for more than a second. */
export function useConnectionTrouble(): ClientState | undefined {
  const connection = useConnection();
  // the browser knows at once what a socket finds out only when it has something to send
  const unplugged = useSyncExternalStore(onNetworkChange, isUnplugged);
  const state = unplugged ? 'offline' : connection.state;
  const troubled = texts[state] !== undefined;
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!troubled) return;
    const timer = setTimeout(() => setLasting(true), patienceMs);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [troubled]);
  return troubled && lasting ? state : undefined;
}

/** Says calmly what keeps the client from being online. It takes no room while there is nothing to say. */
export function ConnectionLine() {
  const t = useTranslate();
  const trouble = useConnectionTrouble();
  const key = trouble === undefined ? undefined : texts[trouble];
  return (
    <p className={styles['line']} role="status">
      {key !== undefined && <span className={styles['text']}>{t(key)}</span>}
    </p>
  );
}
