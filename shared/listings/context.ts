import type { InboxContext } from '../inbox/index.ts';
import type { ListingStore } from './store.ts';

/** What listings stand on, besides what they need of the inbox. */
export type ListingsContext = InboxContext & { listings: ListingStore };
