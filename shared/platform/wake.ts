import type { Clock, QueuedWork, Timers, WorkQueue } from './ports.ts';

/** The longest delay that a queue takes. */
const longestDelayMilliseconds = 900_000;
/** Between the going off of a timer and the moment itself: what was set late, and a queue that is busy. */
const spareMilliseconds = 30_000;

/** What wakes work at a time. */
export interface Waking<Work extends QueuedWork> {
  clock: Clock;
  timers: Timers<Work>;
  work: WorkQueue<Work>;
}

/**
 * Has `work` begin at `at` (epoch milliseconds), at most a second late where nothing holds up the queue. A timer that may be late goes off
 * before: then the work finds that its time has not come, and calls this again, which leaves the rest to the delay of the
 * queue. So work may be woken early, late or twice, and has to look at what it is about. The name is that of a timer; each
 * time needs one of its own, so that none takes the place of another. Rejects with `Unavailable`.
 */
export async function wakeAt<Work extends QueuedWork>(
  { clock, timers, work: queue }: Waking<Work>,
  name: string,
  at: number,
  work: Work,
): Promise<void> {
  const ahead = Math.max(0, at - clock.now());
  if (timers.lateness === 0 || ahead > longestDelayMilliseconds) {
    const early = timers.lateness === 0 ? 0 : timers.lateness + spareMilliseconds;
    await timers.set(name, at - early, work);
  } else {
    await queue.add(work, Math.ceil(ahead / 1000));
  }
}
