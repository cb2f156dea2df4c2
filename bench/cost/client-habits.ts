/**
 * What the client library does by itself while it is connected. It syncs
 * twice when a socket opens. A resync is a `sync`, and the presence watch again. Of a
 * message that is read at once, by a reader who is looking, it sends one mark, read, which says delivered as well; of the
 * others it sends both. How many are read at once is an assumption.
 */
export const clientHabits = {
  syncsPerSocket: 2,
  pingsPerHour: 15,
  resyncsPerHour: 4,
  readAtOnce: 0.5,
} as const;
