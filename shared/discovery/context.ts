import type { GroupsContext } from '../groups/index.ts';

/** Discovery stores nothing of its own: it shows what listings and groups store. */
export type DiscoveryContext = GroupsContext;
