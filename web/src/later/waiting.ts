import { useSyncExternalStore } from 'react';
import type { Reminder, ScheduledMessage } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { isSignedOut } from '../errors.ts';
import { report } from '../report.ts';

/** What waits for the user: scheduled messages, the next one first, and reminders, the earliest first. */
export interface WaitingSnapshot {
  readonly scheduled: readonly ScheduledMessage[];
  readonly reminders: readonly Reminder[];
  readonly loaded: boolean;
  /** Why the last load failed. */
  readonly error: unknown;
}

const empty: WaitingSnapshot = { scheduled: [], reminders: [], loaded: false, error: undefined };
let snapshot = empty;
let userId: string | undefined;
let run = 0;
let started = false;
const listeners = new Set<() => void>();
const dueListeners = new Set<(reminder: Reminder) => void>();

function set(next: Partial<WaitingSnapshot>): void {
  snapshot = { ...snapshot, ...next };
  for (const listener of listeners) listener();
}

/** Puts what was read or pushed in its place, unless what is there is newer. */
function put<T extends { id: string; version: number }>(
  items: readonly T[],
  one: T,
  timeOf: (item: T) => string,
): readonly T[] {
  const before = items.find(({ id }) => id === one.id);
  if (before !== undefined && before.version > one.version) return items;
  return [...items.filter(({ id }) => id !== one.id), one].sort(
    (a, b) => Date.parse(timeOf(a)) - Date.parse(timeOf(b)),
  );
}

export const putScheduled = (one: ScheduledMessage): void =>
  set({ scheduled: put(snapshot.scheduled, one, ({ sendAt }) => sendAt) });
export const dropScheduled = (id: string): void =>
  set({ scheduled: snapshot.scheduled.filter((one) => one.id !== id) });
export const putReminder = (one: Reminder): void =>
  set({ reminders: put(snapshot.reminders, one, ({ at }) => at) });
export const dropReminder = (id: string): void =>
  set({ reminders: snapshot.reminders.filter((one) => one.id !== id) });

/** Reads all that waits: at the start, and after a time offline. */
export async function loadWaiting(): Promise<void> {
  run += 1;
  const current = run;
  try {
    const [scheduled, reminders] = await Promise.all([client.scheduled.list(), client.reminders.list()]);
    // a later load has taken its place
    if (current === run) set({ scheduled, reminders, loaded: true, error: undefined });
  } catch (error) {
    if (current !== run || isSignedOut(error)) return;
    set({ error });
  }
}

function start(): void {
  if (client.userId !== userId) {
    // nothing of one user is shown to the next
    userId = client.userId;
    set(empty);
  }
  if (started) return;
  started = true;
  client.on('scheduled:updated', putScheduled);
  client.on('scheduled:removed', ({ id }) => dropScheduled(id));
  client.on('reminder:updated', putReminder);
  client.on('reminder:removed', ({ id }) => dropReminder(id));
  client.on('reminder:due', (reminder) => {
    putReminder(reminder);
    for (const listener of dueListeners) listener(reminder);
  });
  client.on('state', ({ state }) => {
    if (client.userId !== userId) {
      userId = client.userId;
      set(empty);
    }
    if (state === 'online') loadWaiting().catch(report);
  });
  if (userId !== undefined) loadWaiting().catch(report);
}

function subscribe(listener: () => void): () => void {
  start();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useWaiting = (): WaitingSnapshot => useSyncExternalStore(subscribe, () => snapshot);

/** Calls back when the time of a reminder comes. */
export function onDue(listener: (reminder: Reminder) => void): () => void {
  start();
  dueListeners.add(listener);
  return () => dueListeners.delete(listener);
}
