import type { PrecacheEntry } from 'workbox-precaching';
import { keepShell } from './offline-shell.ts';
import type { WorkerScope } from './scope.ts';

declare const self: WorkerScope & {
  /** What the build puts here: the files of the page. */
  readonly __WB_MANIFEST: readonly (PrecacheEntry | string)[];
};

keepShell(self.__WB_MANIFEST);

self.addEventListener('message', (event) => {
  // the user asked for the new version
  if (isSkipWaiting(event.data)) event.waitUntil(self.skipWaiting());
});

const isSkipWaiting = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING';
