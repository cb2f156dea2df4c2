import { describe, expect, it, onTestFinished } from 'vitest';
import type { AckData, Message } from '../../shared/protocol/index.ts';
import type { Sockets } from '../../shared/platform/ports.ts';
import { HeldWork } from '../support/backend/held-work.ts';
import { startBackend, type TestBackend } from '../support/backend/runtime.ts';
import { nothingAfterCommit, withoutFollowUps } from '../support/backend/without-follow-ups.ts';

/** Ann in a group with 15 people who hold ten sockets each. */
async function startGroup(backend: TestBackend) {
  const ann = await backend.person('ann');
  const others = await backend.people(...Array.from({ length: 15 }, (_, index) => `p${index}`));
  const { id } = await backend.conversation(ann, others, 'Everybody');
  const sockets = await Promise.all(
    others.flatMap((person) => Array.from({ length: 10 }, () => backend.socket(person))),
  );
  const anns = await backend.socket(ann);
  const send = (clientId: string) =>
    anns.request<AckData<'message:send'>>('message:send', { conversationId: id, clientId, text: clientId });
  return { ann, others, id, anns, sockets, send };
}

describe('a message to 150 sockets', () => {
  it("is posted to 100 by the sender's function, and to the rest by the queue", async () => {
    const work = new HeldWork();
    const backend = await startBackend(withoutFollowUps((ports) => ({ ...ports, work })));
    const { anns, sockets, send } = await startGroup(backend);
    expect((await send('hello')).type).toBe('ack');
    const { work: queued, delaySeconds } = await work.queued.nth(1);
    expect(queued).toMatchObject({ type: 'fan-out' });
    expect(queued.type === 'fan-out' && queued.sockets).toHaveLength(50);
    expect(delaySeconds).toBe(0);
    const received = async () =>
      (await Promise.all(sockets.map((socket) => socket.eventsSoFar<Message>('message:new')))).flat();
    expect(await received()).toHaveLength(100);

    expect(await work.run(backend.runtime.app, 1)).toEqual([]);
    expect(work.queued.all).toHaveLength(1);
    for (const socket of sockets) {
      expect(await socket.events<Message>('message:new', 1)).toMatchObject([{ text: 'hello', seq: 1 }]);
    }
    expect(await anns.eventsSoFar('message:new')).toEqual([]);
    // done twice, as a queue may, it is pushed twice: clients know it by its number
    await work.run(backend.runtime.app, 1);
    expect(await received()).toHaveLength(200);
  });

  it('reaches all of them through the queue of the local runtime', async () => {
    const backend = await startBackend();
    const { sockets, send } = await startGroup(backend);
    await Promise.all(['a', 'b', 'c'].map(send));
    for (const socket of sockets) {
      const seqs = (await socket.events<Message>('message:new', 3)).map(({ seq }) => seq);
      expect(seqs.sort()).toEqual([1, 2, 3]);
    }
  });

  it('reaches all others although one socket hangs, one is gone and one fails', async () => {
    const stuck = new Set<string>();
    const state: { hanging?: string; failing?: string } = {};
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const unreliable = (sockets: Sockets): Sockets => ({
      async post(connectionId, frame) {
        if (connectionId === state.failing) throw new Error('the gateway failed');
        if (connectionId === state.hanging) {
          stuck.add(frame);
          await released;
        }
        return sockets.post(connectionId, frame);
      },
      close: (connectionId) => sockets.close(connectionId),
    });
    // the notification of a message would come to the socket that hangs as well
    const backend = await startBackend({
      wrapPorts: (ports) => ({ ...ports, sockets: unreliable(ports.sockets) }),
      wrapFunctions: nothingAfterCommit,
    });
    onTestFinished(() => {
      release();
    });
    const { others, sockets, send } = await startGroup(backend);
    const { presence } = backend.runtime.app;
    const [person] = others;
    if (!person) throw new Error('somebody');
    const ghost = { connectionId: 'ghost=', userId: person.user.id, sessionId: 'x', connectedAt: 1 };
    await presence.add({ ...ghost, connectedAt: Date.now() - 60_000 });
    const live = (await presence.socketsOf([person.user.id])).filter(
      ({ connectionId }) => connectionId !== ghost.connectionId,
    );
    const [hanging, failing] = live;
    if (!hanging || !failing) throw new Error('two sockets');
    state.hanging = hanging.connectionId;
    state.failing = failing.connectionId;

    const reached = async (count: number) =>
      expect
        .poll(
          () =>
            sockets.filter(
              ({ frames }) => frames.filter(({ type }) => type === 'message:new').length === count,
            ).length,
        )
        .toBe(sockets.length - 2);
    expect((await send('first')).type).toBe('ack');
    await reached(1);
    expect((await send('second')).type).toBe('ack');
    await reached(2);
    expect(stuck.size).toBe(2);
    await expect
      .poll(async () => (await presence.socketsOf([person.user.id])).map(({ connectionId }) => connectionId))
      .not.toContain(ghost.connectionId);
    expect(await presence.socketsOf([person.user.id])).toHaveLength(live.length);
  });
});
