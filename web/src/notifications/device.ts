import { useSyncExternalStore } from 'react';
import { indexedDbStorage, sessionIn } from '../../../client/push/index.ts';
import { client } from '../chat-client.ts';
import { isPassing, isSignedOut } from '../errors.ts';
import { report } from '../report.ts';
import { databaseName } from '../worker/language-store.ts';
import { playSound } from './sound.ts';
import { SystemNotices } from './system-notices.ts';
import { ThisDevice, type DevicePorts, type DeviceRegistration, type DeviceSnapshot } from './this-device.ts';

/** Installing the worker takes as long as loading the page. */
const patienceMs = 20_000;

const userAgent = navigator.userAgent;
/** iPads call themselves Macs. */
const isIos =
  /iPhone|iPad/.test(userAgent) || (userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);
const isInstalled = matchMedia('(display-mode: standalone)').matches;

function hindrance(): DevicePorts['hindrance'] {
  if ('Notification' in globalThis && 'serviceWorker' in navigator) return undefined;
  return isIos && !isInstalled ? 'install' : 'unsupported';
}

/** Which of the ways out of a refusal fits the browser. */
export const unblocking: 'ios' | 'safari' | 'others' = isIos
  ? 'ios'
  : /^((?!Chrom|Android).)*Safari/.test(userAgent)
    ? 'safari'
    : 'others';

async function registration(): Promise<DeviceRegistration> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('The service worker does not start.')), patienceMs);
  });
  return Promise.race([navigator.serviceWorker.ready, late]);
}

function reportUnlessPassing(error: unknown): void {
  if (!isPassing(error) && !isSignedOut(error)) report(error);
}

/** What can be stored where storage is blocked, is lost with the page. */
const storage: DevicePorts['storage'] = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

export const thisDevice = new ThisDevice({
  hindrance: hindrance(),
  permission: () => Notification.permission,
  requestPermission: () => Notification.requestPermission(),
  registration,
  session: () => sessionIn(indexedDbStorage(databaseName), location.origin),
  push: client.push,
  storage,
  now: () => Date.now(),
  report: reportUnlessPassing,
});

/** What happens while the user does not look. */
export const systemNotices = new SystemNotices({
  client,
  device: thisDevice,
  registration,
  looks: () => document.visibilityState === 'visible' && document.hasFocus(),
  once: async (name, work) => {
    await navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
  },
  playSound,
  now: () => Date.now(),
  report: reportUnlessPassing,
});

export const useThisDevice = (): DeviceSnapshot =>
  useSyncExternalStore(thisDevice.subscribe, thisDevice.getSnapshot);

/** Follows what the browser and other tabs change. The returned function ends that. */
export function followDevice(): () => void {
  const again = () => void thisDevice.refresh();
  const onStorage = ({ key }: StorageEvent) => {
    if (key?.startsWith('chatflow device ')) again();
  };
  addEventListener('storage', onStorage);
  let permission: PermissionStatus | undefined;
  let ended = false;
  // without it, the next start finds out
  void navigator.permissions
    .query({ name: 'notifications' })
    .then((status) => {
      if (ended) return;
      permission = status;
      permission.addEventListener('change', again);
    })
    .catch(report);
  return () => {
    ended = true;
    removeEventListener('storage', onStorage);
    permission?.removeEventListener('change', again);
  };
}
