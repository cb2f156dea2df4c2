import type { RateLimiter } from '../platform/limits/rate-limiter.ts';
import type { Ports, WorkQueue } from '../platform/ports.ts';
import type { PresenceStore } from './presence-store.ts';
import type { PresenceSight } from './sight.ts';
import type { WatchStore } from './watch-store.ts';
import type { RealtimeWork } from './work.ts';

/** What pushing to sockets and presence stand on. */
export interface RealtimeContext extends Pick<Ports, 'clock' | 'log' | 'metrics' | 'sockets'> {
  limits: RateLimiter;
  presence: PresenceStore;
  sight: PresenceSight;
  watches: WatchStore;
  work: WorkQueue<RealtimeWork>;
}
