/** Listings: by what public groups are found, and in which order. */
export type { ListingsContext } from './context.ts';
export { followChange, followDeletion, type ListingChange } from './follow-change.ts';
export { positionOf, type Listing } from './model.ts';
export { refreshListing } from './refresh-listing.ts';
export { listingStore, type ListingStore, type Place } from './store.ts';
