import type { Ports } from '../platform/ports.ts';
import type { PresenceStore } from './presence-store.ts';
import type { WatchStore } from './watch-store.ts';

/** What pushing to sockets and presence stand on. */
export interface RealtimeContext extends Pick<Ports, 'clock' | 'log' | 'metrics' | 'sockets' | 'work'> {
  presence: PresenceStore;
  watches: WatchStore;
}
