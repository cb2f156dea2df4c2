import { expect } from 'vitest';
import type { ChatClient, MessagesSnapshot, Slice } from '../../../../client/index.ts';
import { eventually } from '../../../support/eventually.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import type { ManualClock } from '../../../support/manual-clock.ts';

/** Observes a slice as a component on screen does. The returned function ends that. */
export function watch<T>(slice: Slice<T>) {
  const seen: T[] = [];
  const end = slice.subscribe(() => seen.push(slice.getSnapshot()));
  return { seen, end, now: () => slice.getSnapshot() };
}

/** What a window shows: stored texts, and unsent ones with their state. */
export function shown({ items }: MessagesSnapshot): string[] {
  return items.map((item) => (item.kind === 'stored' ? item.message.text : `${item.text} (${item.status})`));
}

export const texts = (server: FakeServer, id: string) => server.messages(id).map(({ text }) => text);

/** Observes the messages of a conversation and waits until they show these texts. */
export async function showing(client: ChatClient, id: string, expected: string[]) {
  const watched = watch(client.state.messages(id));
  await eventually(() => expect(shown(watched.now())).toEqual(expected));
  return watched;
}

/** Says that many messages, numbered from 1. */
export function talk(server: FakeServer, id: string, username: string, count: number, from = 1): string[] {
  const said = Array.from({ length: count }, (_, index) => `m${from + index}`);
  for (const text of said) server.say(id, username, text);
  return said;
}

/** Lets what is to be stored be stored: after a second, and no gap is left to wait for. */
export async function stored(client: ChatClient, clock: ManualClock): Promise<void> {
  clock.advance(1_000);
  await client.stored();
}
