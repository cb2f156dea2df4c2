import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { StaleWhileRevalidate } from 'workbox-strategies';

/** What the server answers, whatever it is asked for: no page of the client. */
const ofServer = [/^\/v1\//, /^\/ws/, /^\/_local\//, /^\/\.well-known\//, /^\/@connections\//];

/** Keeps the files of the page in the browser, so that it opens at once and without a network. */
export function keepShell(files: readonly (PrecacheEntry | string)[]): void {
  precacheAndRoute([...files]);
  cleanupOutdatedCaches();
  registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: ofServer }));
  // read when they are needed
  registerRoute(
    ({ url }) => url.pathname.startsWith('/emoji/'),
    new StaleWhileRevalidate({ cacheName: 'emoji' }),
  );
}
