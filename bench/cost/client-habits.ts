/** What the client library does by itself while it is connected. A resync is a `sync`, and the presence watch again. */
export const clientHabits = { pingsPerHour: 15, resyncsPerHour: 4 } as const;
