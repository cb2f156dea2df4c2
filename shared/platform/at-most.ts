/**
 * Options of an `LRUCache` that holds at most `entries` entries. Unlike `max`, which lays out room for all of them at
 * once, this takes memory and time as entries come: a function starts cold with every cache empty.
 */
export const atMost = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 });
