import { setImmediate } from 'node:timers';
import type { RuntimeOverrides } from '../../../local/runtime.ts';
import type { Schedule } from '../../../local/work/local-work-queue.ts';
import type { Ports } from '../../../shared/platform/ports.ts';
import type {
  Message,
  Page,
  Problem,
  Reminder,
  ReminderList,
  ScheduledList,
  ScheduledMessage,
} from '../../../shared/protocol/index.ts';
import { ManualClock } from '../manual-clock.ts';
import { startBackend, type Answer, type Person, type TestBackend } from './runtime.ts';

type Overrides = RuntimeOverrides & { dataDir?: string; clock?: ManualClock; env?: NodeJS.ProcessEnv };

export type LaterWorld = Awaited<ReturnType<typeof startLater>>;

/**
 * A backend whose time a test moves. What is due at once begins by itself; timers and delays go off when the clock passes
 * them.
 */
export async function startLater({ clock = new ManualClock(), ...overrides }: Overrides = {}) {
  const schedule: Schedule = (task, milliseconds) => {
    if (milliseconds > 0) return clock.after(milliseconds, task);
    const immediate = setImmediate(task);
    return () => clearImmediate(immediate);
  };
  const config = { accessTokenSeconds: 30 * 86_400, ...overrides.config };
  const backend = await startBackend({ ...overrides, clock, schedule, config });
  const at = (seconds: number) => new Date(clock.now() + seconds * 1000).toISOString();
  return { backend, clock, at, ...laterCalls(backend) };
}

/** Timers as the scheduler of AWS has them: each goes off nearly a minute after its time. */
export const lateTimers = (ports: Ports): Ports => ({
  ...ports,
  timers: {
    lateness: 60_000,
    set: (name, at, work) => ports.timers.set(name, at + 59_000, work),
    cancel: (name) => ports.timers.cancel(name),
  },
});

/** Calls about what is for later, by who makes them. */
export function laterCalls(backend: Pick<TestBackend, 'call'>) {
  const call = <T>(method: string, path: string, by: Person, body?: object): Promise<Answer<T>> =>
    backend.call<T>(method, `/v1${path}`, { token: by.token, ...(body && { body }) });
  return {
    schedule: (by: Person, body: object) => call<ScheduledMessage>('POST', '/scheduled', by, body),
    change: (by: Person, id: string, body: object) =>
      call<ScheduledMessage>('PUT', `/scheduled/${id}`, by, body),
    drop: (by: Person, id: string) => call<Problem>('DELETE', `/scheduled/${id}`, by),
    sendNow: (by: Person, id: string) => call<Message>('POST', `/scheduled/${id}/send`, by),
    scheduled: async (by: Person, conversationId?: string) => {
      const query = conversationId === undefined ? '' : `?conversationId=${conversationId}`;
      return (await call<ScheduledList>('GET', `/scheduled${query}`, by)).body.items;
    },
    remind: (by: Person, id: string, body: object) => call<Reminder>('PUT', `/reminders/${id}`, by, body),
    forget: (by: Person, id: string) => call<Problem>('DELETE', `/reminders/${id}`, by),
    reminders: async (by: Person) => (await call<ReminderList>('GET', '/reminders', by)).body.items,
    messages: async (by: Person, conversationId: string) =>
      (await call<Page<Message>>('GET', `/conversations/${conversationId}/messages`, by)).body.items,
  };
}
