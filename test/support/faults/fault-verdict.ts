import { expect } from 'vitest';
import type { Message } from '../../../shared/protocol/index.ts';
import type { Ack, FaultDevice } from './fault-device.ts';
import type { FaultyWorld, ReadPage } from './fault-world.ts';

export interface Acked {
  senderId: string;
  ack: Ack;
}

/** What became of a conversation in which all devices sent while something failed. */
export interface Outcome {
  world: FaultyWorld;
  id: string;
  /** The acks that honest clients got for their messages, by `clientId`, which is their text as well. */
  acked: ReadonlyMap<string, Acked>;
  /** What was sent once without waiting for an answer. */
  mentioned?: string;
  /** The pages of `changes` that readers got meanwhile. */
  pages: ReadPage[];
  /** How much of `changes` is read at a time. */
  pageSize?: number;
}

/** Everything that all readers see of a message alike: its status moves, and some of it is its sender's. */
type Entry = Omit<Message, 'status' | 'clientId' | 'editableUntil'>;
const entry = ({ status: _, clientId: _own, editableUntil: _until, ...message }: Message): Entry => message;

/** Throws unless nothing was lost, doubled or reordered for anybody. */
export async function verify({ world, id, acked, mentioned, pages, pageSize = 3 }: Outcome): Promise<void> {
  const histories = await Promise.all(
    world.people.map(async (person) => (await world.history(person, id)).map(entry)),
  );
  const [history = [], ...others] = histories;
  for (const other of others) expect(other).toEqual(history);

  const seqs = history.map(({ seq }) => seq);
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  const byText = new Map(history.map((message) => [message.text, message]));
  const expected = [
    ...acked.keys(),
    ...(mentioned !== undefined && byText.has(mentioned) ? [mentioned] : []),
  ];
  expect(history.map(({ text }) => text).sort()).toEqual(expected.sort());
  for (const [text, { senderId, ack }] of acked) {
    const { id: messageId, seq, createdAt } = ack;
    expect(byText.get(text)).toMatchObject({ id: messageId, seq, createdAt, senderId, conversationId: id });
  }

  await Promise.all(world.devices.map((device) => verifyDevice(world, device, id, history, pages, pageSize)));
  // what was ever reported as complete was complete
  for (const { after, page } of pages) {
    const { items, upTo, reset } = page;
    expect(reset).toBe(false);
    expect(items.map(entry)).toEqual(history.filter(({ seq }) => seq > after && seq <= upTo));
  }
}

/** A device that takes what was pushed, and asks for the rest, has everything. */
async function verifyDevice(
  world: FaultyWorld,
  device: FaultDevice,
  id: string,
  history: readonly Entry[],
  pages: ReadPage[],
  pageSize: number,
): Promise<void> {
  await device.receiveAll();
  const bySeq = new Map(history.map((message) => [message.seq, message]));
  const has = new Set<number>();
  for (const frame of device.frames('message:new')) {
    const data = frame.data as Message;
    if (data.conversationId !== id) continue;
    expect(entry(data)).toEqual(bySeq.get(data.seq));
    has.add(data.seq);
  }
  // each ack, however late and to whichever attempt, says the same
  for (const { id: frameId = '', data } of device.frames('ack')) {
    if (!frameId.startsWith(id)) continue;
    const text = frameId.slice(0, frameId.lastIndexOf('/'));
    const { duplicate: _, ...reply } = data as Ack;
    expect(bySeq.get(reply.seq)).toMatchObject({ ...reply, text, senderId: device.person.user.id });
    has.add(reply.seq);
  }

  let upTo = 0;
  while (has.has(upTo + 1)) upTo += 1;
  for (let more = true; more;) {
    const page = await world.changes(device.person, id, upTo, pageSize, pages);
    if (!page) throw new Error('nothing is kept waiting any more');
    for (const { seq } of page.items) has.add(seq);
    upTo = page.upTo;
    more = page.hasMore;
  }
  expect([...has].sort((a, b) => a - b)).toEqual([...bySeq.keys()]);

  await device.connected();
  const head = (await device.catchUp()).find((conversation) => conversation.id === id);
  const unreadCount = history.filter(({ senderId }) => senderId !== device.person.user.id).length;
  expect(head).toMatchObject({ lastSeq: upTo, unreadCount });
}
