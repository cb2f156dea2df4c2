import type { MessagesContext } from '../messages/index.ts';
import type { Timers, WorkQueue } from '../platform/ports.ts';
import type { LaterStore } from './store.ts';
import type { LaterWork } from './work.ts';

/** What scheduled messages and reminders stand on, besides what they need of messages. */
export interface LaterContext extends MessagesContext {
  later: LaterStore;
  timers: Timers<LaterWork>;
  work: MessagesContext['work'] & WorkQueue<LaterWork>;
}
