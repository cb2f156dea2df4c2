import type { PrecacheEntry } from 'workbox-precaching';
import { indexedDbStorage, readPush, sessionIn } from '../../../client/push/index.ts';
import { askWindow } from './ask.ts';
import { databaseName, storedLanguage } from './language-store.ts';
import { Notices } from './notices.ts';
import { keepShell } from './offline-shell.ts';
import type { WorkerScope } from './scope.ts';

declare const self: WorkerScope & {
  /** What the build puts here: the files of the page. */
  readonly __WB_MANIFEST: readonly (PrecacheEntry | string)[];
};

keepShell(self.__WB_MANIFEST);

const notices = new Notices({
  scope: self,
  signedIn: async () => (await sessionIn(indexedDbStorage(databaseName), self.location.origin))?.userId,
  language: storedLanguage,
  ask: askWindow,
});

self.addEventListener('push', (event) => {
  event.waitUntil(notices.pushed(readPush(event.data?.text() ?? '')));
});
self.addEventListener('notificationclick', (event) => event.waitUntil(notices.chosen(event.notification)));
self.addEventListener('notificationclose', ({ notification }) => notices.dismissed(notification));
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(notices.resubscribe(event)));
self.addEventListener('message', (event) => {
  const { data } = event;
  // the user asked for the new version
  if (isSkipWaiting(data)) event.waitUntil(self.skipWaiting());
  // a page saw what a push would say
  else if (typeof data === 'string') event.waitUntil(notices.pushed(readPush(data)));
});

const isSkipWaiting = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING';
