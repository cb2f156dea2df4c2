import type { DeploymentSettingsStore } from '../platform/deployment-settings.ts';
import type { Envelope } from '../platform/envelope.ts';
import type { RateLimiter } from '../platform/limits/rate-limiter.ts';
import type { Ports, WorkQueue } from '../platform/ports.ts';
import type { MediaKeys } from './sealing.ts';
import type { MediaStore } from './store.ts';
import type { MediaWork } from './work.ts';

/** Where files are used, which the nouns know that use them. */
export interface MediaSight {
  /** Those of these files, none of them the user's own, that the user may see: in messages that they can read. */
  visibleTo(userId: string, mediaIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** What media stand on. */
export interface MediaContext extends Pick<
  Ports,
  'clock' | 'files' | 'images' | 'log' | 'metrics' | 'objects' | 'random' | 'scanner'
> {
  envelope: Envelope;
  limits: RateLimiter;
  media: MediaStore;
  mediaKeys: MediaKeys;
  mediaSight: MediaSight;
  settings: Pick<DeploymentSettingsStore, 'current'>;
  work: WorkQueue<MediaWork>;
}
