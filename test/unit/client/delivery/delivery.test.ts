import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChatClientError } from '../../../../client/errors.ts';
import type { Message } from '../../../../client/index.ts';
import { World, messageOf, settle } from '../delivery-world.ts';

describe('the first message that is handed over', () => {
  test('given a conversation from before the first sync, is the next new one; given a later conversation, its first', async () => {
    const world = new World();
    world.syncPage = 1;
    for (const id of ['a', 'a', 'b']) world.say(id);
    const delivery = await world.started();
    expect(world.heard).toEqual([]);
    delivery.receive(world.say('a'));
    await settle();
    delivery.receive(world.say('c'));
    world.say('d');
    await delivery.sync(true);
    await settle();
    expect(world.heard.map(({ text }) => text)).toEqual(['a 3', 'c 1', 'd 1']);
  });

  test('given a conversation that was read before the first sync, is the one after its last message then', async () => {
    const world = new World();
    world.say('a');
    const delivery = await world.open();
    delivery.track({ id: 'a', lastSeq: 1 });
    world.say('a');
    delivery.resume();
    await delivery.sync(true);
    await settle();
    expect(world.seqs()).toEqual([2]);
  });

  test('given a new conversation that a push announces, is its first, before the first sync too', async () => {
    const world = new World();
    const delivery = await world.open();
    for (let n = 0; n < 3; n++) world.say('a');
    delivery.track({ id: 'a', lastSeq: 1 }, true);
    delivery.resume();
    await delivery.sync(true);
    await settle();
    expect(world.seqs()).toEqual([1, 2, 3]);
  });

  test('given a push before the first sync, is handed over after the sync', async () => {
    const world = new World();
    world.slow = true;
    world.say('a');
    const delivery = await world.open();
    delivery.resume();
    const syncing = delivery.sync(true);
    delivery.receive(world.say('a'));
    expect(world.heard).toEqual([]);
    world.slow = false;
    world.answers.shift()?.();
    await syncing;
    await settle();
    expect(world.seqs()).toEqual([2]);
  });
});

describe('given a message that is being stored during the first sync', () => {
  test('it is handed over in order, whichever is pushed first', async () => {
    for (const lateFirst of [true, false]) {
      const world = new World();
      world.say('a');
      world.log('a').inFlight.add(world.takeSeq('a'));
      world.say('a');
      const delivery = await world.started();
      if (!lateFirst) delivery.receive(world.say('a'));
      await settle();
      expect(world.seqs()).toEqual([]);
      delivery.receive(world.log('a').store(2));
      await world.pass(2_000);
      if (lateFirst) delivery.receive(world.say('a'));
      await world.pass(2_000);
      expect(world.seqs()).toEqual([2, 3, 4]);
    }
  });

  test('it is handed over even if its push is lost', async () => {
    const world = new World();
    world.say('a');
    world.log('a').inFlight.add(world.takeSeq('a'));
    const delivery = await world.started();
    delivery.receive(world.say('a'));
    await settle();
    world.log('a').store(2);
    await world.pass(2_000);
    expect(world.seqs()).toEqual([2, 3]);
  });

  test('in a conversation from before, it is handed over without a reset', async () => {
    const world = new World();
    world.replayed = 2;
    for (let n = 0; n < 5; n++) world.say('a');
    const delivery = await world.started();
    delivery.receive(world.say('a'));
    await world.pass(1_000);
    expect(world.seqs()).toEqual([6]);
    expect(world.resets).toEqual([]);
  });

  test('it is asked for only in conversations with news', async () => {
    const world = new World();
    for (const id of ['a', 'b', 'c']) for (let n = 0; n < 120; n++) world.say(id);
    const delivery = await world.started();
    delivery.receive(world.say('a'));
    await settle();
    delivery.receive(world.say('a'));
    await world.pass(15_000);
    delivery.receive(world.say('b'));
    await world.pass(1_000);
    expect(world.seqs('a')).toEqual([121, 122]);
    expect(world.seqs('b')).toEqual([121]);
    expect(world.asked.filter((asked) => !asked.startsWith('changes a'))).toEqual(['sync']);
  });

  test('no timer is left after a disconnect, and it is settled after the next connect', async () => {
    const world = new World();
    world.say('a');
    const delivery = await world.started();
    delivery.pause();
    expect(world.clock.due).toEqual([]);
    delivery.resume();
    await world.pass(15_000);
    delivery.receive(world.say('a'));
    expect(world.seqs()).toEqual([2]);
  });

  describe('which may have arrived while nothing was pushed, a reset is emitted', () => {
    /** Of two messages the first is on its way when the first sync tells of both. */
    async function startedOn(pushes = true) {
      const world = new World();
      world.log('a').inFlight.add(world.takeSeq('a'));
      world.say('a');
      const delivery = await world.open();
      delivery.resume(pushes);
      await delivery.sync(true);
      return { world, delivery };
    }

    test('after the connection broke', async () => {
      const { world, delivery } = await startedOn();
      delivery.pause();
      world.log('a').store(1);
      delivery.resume();
      await delivery.sync(true);
      await world.pass(14_000);
      expect(world.resets).toEqual([]);
      await world.pass(1_000);
      expect(world.resets).toEqual(['a']);
      delivery.receive(world.say('a'));
      await world.pass(20_000);
      expect(world.seqs()).toEqual([3]);
      expect(world.resets).toEqual(['a']);
    });

    test('after the program ended', async () => {
      const { world, delivery } = await startedOn();
      delivery.pause();
      await delivery.stored();
      world.log('a').store(1);
      const next = await world.started();
      next.receive(world.say('a'));
      await world.pass(1_000);
      expect(world.seqs()).toEqual([3]);
      expect(world.resets).toEqual(['a']);
      next.pause();
      await next.stored();
      await world.started();
      await world.pass(15_000);
      expect(world.resets).toEqual(['a']);
    });

    test('while polling', async () => {
      const { world } = await startedOn(false);
      world.log('a').store(1);
      await world.pass(15_000);
      expect(world.resets).toEqual(['a']);
    });

    test('but not where the connection held, or is still on its way', async () => {
      const { world } = await startedOn();
      await world.pass(15_000);
      expect(world.resets).toEqual([]);
      const other = await startedOn();
      other.delivery.pause();
      const next = await other.world.started();
      next.receive(other.world.say('a'));
      await other.world.pass(1_000);
      other.world.log('a').store(1);
      await other.world.pass(2_000);
      expect(other.world.seqs()).toEqual([1, 2, 3]);
    });
  });
});

describe('a gap', () => {
  test('that closes within 300 ms causes no request', async () => {
    const world = new World();
    const delivery = await world.started();
    const [one, two] = [world.say('a'), world.say('a')];
    delivery.receive(two);
    world.clock.advance(299);
    delivery.receive(one);
    await world.pass(1_000);
    expect(world.seqs()).toEqual([1, 2]);
    expect(world.asked).toEqual(['sync']);
  });

  test('that stays open is fetched page by page, and messages pushed meanwhile follow', async () => {
    const world = new World();
    const delivery = await world.started();
    const all = Array.from({ length: 8 }, () => world.say('a'));
    all.slice(7).forEach((last) => delivery.receive(last));
    world.clock.advance(300);
    await settle();
    expect(world.seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(world.asked).toEqual(['sync', 'changes a 0', 'changes a 3', 'changes a 6']);
  });

  test('before a message that is being stored is fetched again, less and less often, until it is void', async () => {
    const world = new World();
    const delivery = await world.started();
    const log = world.log('a');
    const seq = world.takeSeq('a');
    log.inFlight.add(seq);
    delivery.receive(world.say('a'));
    const times: number[] = [];
    const start = world.clock.now();
    for (let ms = 0; ms < 8_000; ms += 100) {
      const before = world.asked.length;
      await world.pass(100);
      if (world.asked.length > before) times.push(world.clock.now() - start);
    }
    expect(times).toEqual([300, 600, 1_200, 2_400, 4_400, 6_400]);
    expect(world.seqs()).toEqual([]);
    log.inFlight.delete(seq);
    await world.pass(2_000);
    expect(world.seqs()).toEqual([2]);
  });

  test('is fetched again when the server fails, and not without a connection', async () => {
    const world = new World();
    const delivery = await world.started();
    world.failing = new ChatClientError('network_error', 'No.');
    world.say('a');
    delivery.receive(world.say('a'));
    await world.pass(2_000);
    const asked = world.asked.length;
    expect(asked).toBeGreaterThan(2);
    delivery.pause();
    await world.pass(60_000);
    expect(world.asked).toHaveLength(asked);
    world.failing = undefined;
    delivery.resume();
    await delivery.sync(true);
    await settle();
    expect(world.seqs()).toEqual([1, 2]);
  });

  test('in a conversation that the user has left is forgotten', async () => {
    const world = new World();
    const delivery = await world.started();
    delivery.receive(messageOf('gone', 2));
    await world.pass(5_000);
    expect(world.asked).toEqual(['sync', 'changes gone 0']);
    expect(delivery.behind).toBe(0);
  });
});

describe('catching up', () => {
  test('given many conversations, fetches four at a time', async () => {
    const world = new World();
    const delivery = await world.started();
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const id of ids) world.say(id);
    await delivery.sync(false);
    world.slow = true;
    world.clock.advance(300);
    expect(world.answers).toHaveLength(4);
    world.answers.shift()?.();
    await settle();
    expect(world.answers).toHaveLength(4);
    for (let n = 0; n < 6; n++) {
      world.answers.shift()?.();
      await settle();
    }
    expect(new Set(world.heard.map(({ conversationId }) => conversationId))).toEqual(new Set(ids));
  });

  test('reports how many conversations are behind', async () => {
    const world = new World();
    const delivery = await world.started();
    delivery.pause();
    for (const id of ['a', 'b']) world.say(id);
    delivery.resume();
    const syncing = delivery.sync(true);
    world.slow = true;
    await syncing;
    expect(delivery.behind).toBe(2);
    for (const answer of world.answers) answer();
    await settle();
    expect(delivery.behind).toBe(0);
  });

  test('given a cursor that the server refuses, syncs from the start', async () => {
    const world = new World();
    const delivery = await world.started();
    delivery.pause();
    await world.storage.set(
      'positions',
      JSON.stringify({ cursor: 'x', complete: true, conversations: { a: [0, 0] } }),
    );
    world.say('a');
    const again = await world.started();
    await settle();
    expect(world.asked).toEqual(['sync', 'sync x', 'sync', 'changes a 0']);
    expect(world.seqs()).toEqual([1]);
    expect(again.behind).toBe(0);
  });
});

describe('a reset', () => {
  test('is emitted once, and every message is handed over', async () => {
    const world = new World();
    const delivery = await world.started();
    delivery.receive(world.say('a'));
    delivery.pause();
    for (let n = 0; n < 520; n++) {
      if (n % 50 === 7) world.takeSeq('a');
      else world.say('a');
    }
    delivery.resume();
    await delivery.sync(true);
    await world.pass(100);
    expect(world.resets).toEqual(['a']);
    expect(world.seqs()).toEqual(world.log('a').messages.map(({ seq }) => seq));
    expect(delivery.behind).toBe(0);
  });

  test('given a message that is being stored near the end, waits for it', async () => {
    const world = new World();
    world.replayed = 4; // as when the oldest is more than 30 days old
    const delivery = await world.started();
    delivery.pause();
    for (let n = 0; n < 2; n++) world.say('a');
    const late = world.takeSeq('a');
    world.log('a').inFlight.add(late);
    for (let n = 0; n < 3; n++) world.say('a');
    delivery.resume();
    await delivery.sync(true);
    await settle();
    expect(world.seqs()).toEqual([1, 2]);
    world.log('a').store(late);
    await world.pass(1_000);
    expect(world.seqs()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(world.resets).toEqual(['a']);
  });

  test('given only void numbers, ends', async () => {
    const world = new World();
    const delivery = await world.started();
    delivery.pause();
    for (let n = 0; n < 1_200; n++) world.takeSeq('a');
    delivery.resume();
    await delivery.sync(true);
    await settle();
    expect(delivery.behind).toBe(0);
    delivery.receive(world.say('a'));
    expect(world.seqs()).toEqual([1_201]);
  });

  test('given a server that lost messages, continues from its last number', async () => {
    const world = new World();
    const delivery = await world.started();
    for (let n = 0; n < 5; n++) delivery.receive(world.say('a'));
    const log = world.log('a');
    log.lastSeq = 3;
    log.messages = log.messages.slice(0, 3);
    world.touch('a');
    await delivery.sync(true);
    await settle();
    expect(world.resets).toEqual(['a']);
    delivery.receive(world.say('a', 'new'));
    expect(world.heard.map(({ text }) => text)).toEqual(['a 1', 'a 2', 'a 3', 'a 4', 'a 5', 'new']);
  });
});

describe('a reload', () => {
  test('continues from the stored position, and fetches what was known to be missing', async () => {
    const world = new World();
    const first = await world.started();
    first.receive(world.say('a'));
    world.failing = new ChatClientError('network_error', 'No.');
    world.say('a');
    first.receive(world.say('a'));
    first.pause();
    world.failing = undefined;
    await world.started();
    await settle();
    expect(world.seqs()).toEqual([1, 2, 3]);
  });

  test('given a stored hand-over, repeats nothing; given a crash before it was stored, repeats it', async () => {
    const world = new World();
    const first = await world.started();
    first.receive(world.say('a'));
    world.clock.advance(250);
    first.receive(world.say('a'));
    await world.started();
    await settle();
    expect(world.seqs()).toEqual([1, 2, 2]);
  });

  test('given a break during the first sync, does not take old conversations for new ones', async () => {
    const world = new World();
    world.syncPage = 1;
    world.say('a');
    world.say('b');
    world.slow = true;
    const first = await world.open();
    first.resume();
    void first.sync(true);
    world.answers.shift()?.();
    await settle();
    first.pause();
    world.slow = false;
    const second = await world.started();
    await settle();
    second.receive(world.say('b'));
    await settle();
    expect(world.heard.map(({ text }) => text)).toEqual(['b 2']);
  });
});

describe('listeners', () => {
  test('that cause more messages get them afterwards, in order', async () => {
    const world = new World();
    const delivery = await world.started();
    const [one, two] = [world.say('a'), world.say('a')];
    const order: string[] = [];
    world.onMessage = ({ seq }) => {
      order.push(`begin ${seq}`);
      if (seq === 1) delivery.receive(two);
      order.push(`end ${seq}`);
    };
    delivery.receive(one);
    expect(order).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  test('get nothing after the end, and nothing stays stored', async () => {
    const world = new World();
    const delivery = await world.started();
    const [one, two] = [world.say('a'), world.say('a')];
    delivery.receive(two);
    let ended: Promise<void> | undefined;
    world.onMessage = () => {
      ended = delivery.end();
    };
    delivery.receive(one);
    await ended;
    await world.pass(1_000);
    expect(world.seqs()).toEqual([1]);
    expect(await world.storage.get('positions')).toBeUndefined();
    expect(world.clock.due).toEqual([]);
  });
});

/** What can happen to a client and its server, in any order. */
const conversationId = fc.constantFrom('a', 'b');
const happening = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      id: conversationId,
      push: fc.constantFrom('at once', 'twice', 'late', 'never', 'ack'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), id: conversationId }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('land' as const), id: conversationId, pushed: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give up' as const), id: conversationId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('late push' as const), which: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('answer' as const), which: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 50, max: 3_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('recover' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconnect' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload' as const) }) },
);

/** What was there before, stored or on its way, and how much is replayed: more than can be on its way. */
const beginning = fc.oneof(
  fc.tuple(fc.array(fc.tuple(conversationId, fc.boolean()), { maxLength: 6 }), fc.constant(500)),
  fc.tuple(fc.constant([]), fc.constant(5)),
);

test('given any steps, every device hears each message exactly once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      beginning,
      fc.array(happening, { maxLength: 60 }),
      fc.boolean(),
      async ([before, replayed], happenings, slow) => {
        const world = new World();
        world.replayed = replayed;
        for (const [id, stored] of before) {
          const seq = world.takeSeq(id);
          if (stored) world.log(id).store(seq);
          else world.log(id).inFlight.add(seq);
        }
        const old = new Map([...world.logs].map(([id, { lastSeq }]) => [id, lastSeq]));
        let delivery = await world.started();
        // An app reads the history once it is connected, and again after a reset.
        for (const { id } of world.logs.values()) world.read(id);
        world.slow = slow;
        let connected = true;
        let late: Message[] = [];
        const syncInBackground = () => void delivery.sync(true).catch(() => undefined);
        for (const event of happenings) {
          switch (event.kind) {
            case 'say': {
              const message = world.say(event.id);
              if (event.push === 'late') late.push(message);
              else if (event.push === 'ack' || (connected && event.push !== 'never'))
                delivery.receive(message);
              if (connected && event.push === 'twice') delivery.receive(message);
              break;
            }
            case 'take':
              world.log(event.id).inFlight.add(world.takeSeq(event.id));
              break;
            case 'land': {
              const [seq] = world.log(event.id).inFlight;
              if (seq === undefined) break;
              const message = world.log(event.id).store(seq);
              // Of what was on its way at the first sync nothing else would tell.
              const pushed = event.pushed || seq <= (old.get(event.id) ?? 0);
              if (pushed && connected) delivery.receive(message);
              break;
            }
            case 'give up': {
              const [seq = 0] = world.log(event.id).inFlight;
              world.log(event.id).inFlight.delete(seq);
              break;
            }
            case 'late push': {
              const [message] = late.splice(event.which % Math.max(1, late.length), 1);
              if (message !== undefined && connected) delivery.receive(message);
              break;
            }
            case 'answer':
              world.answers.splice(event.which % Math.max(1, world.answers.length), 1)[0]?.();
              await settle();
              break;
            case 'wait':
              await world.pass(event.ms);
              break;
            case 'fail':
              world.failing = new ChatClientError('network_error', 'No.');
              break;
            case 'recover':
              world.failing = undefined;
              break;
            case 'disconnect':
              connected = false;
              late = [];
              delivery.pause();
              break;
            case 'reconnect':
              if (connected) break;
              connected = true;
              delivery.resume();
              syncInBackground();
              break;
            case 'reload':
              delivery.pause();
              world.answers.length = 0;
              delivery = await world.open();
              connected = true;
              delivery.resume();
              syncInBackground();
          }
        }
        world.failing = undefined;
        world.slow = false;
        for (const give of world.answers) give();
        for (const log of world.logs.values()) log.inFlight.clear();
        delivery.pause();
        delivery.resume();
        await settle();
        await delivery.sync(true);
        await world.pass(15_000);
        for (const [id, log] of world.logs) {
          const heard = world.seqs(id);
          const first = Math.min((old.get(id) ?? 0) + 1, ...heard);
          expect(heard).toEqual(log.messages.map(({ seq }) => seq).filter((seq) => seq >= first));
          const known = world.known.get(id) ?? new Set();
          expect(log.messages.filter(({ seq }) => seq < first && !known.has(seq))).toEqual([]);
        }
        expect(delivery.behind).toBe(0);
      },
    ),
    { numRuns: 400 },
  );
});

describe('a conversation that the user is no longer in', () => {
  test('given it ended while nothing was pushed, is found by the next sync, by one list of all', async () => {
    const world = new World();
    world.syncPage = 2;
    for (const id of ['a', 'b', 'c']) world.say(id);
    const delivery = await world.started();
    delivery.pause();
    world.logs.delete('b');
    delivery.resume();
    world.asked.length = 0;
    expect(await delivery.sync(true)).toBe(true);
    expect(world.gone).toEqual(['b']);
    expect(world.asked.filter((asked) => asked === 'sync')).toHaveLength(1);
    delivery.receive(world.say('a'));
    await settle();
    expect(world.seqs()).toEqual([2]);

    world.asked.length = 0;
    expect(await delivery.sync(true)).toBe(false);
    expect(world.asked).toHaveLength(1);
    expect(world.gone).toEqual(['b']);
  });

  test('given the list of all fails, is found by the next sync', async () => {
    const world = new World();
    for (const id of ['a', 'b']) world.say(id);
    const delivery = await world.started();
    world.logs.delete('b');
    world.slow = true;
    const failed = expect(delivery.sync(true)).rejects.toMatchObject({ code: 'timeout' });
    world.answers.shift()?.();
    await settle();
    world.failing = new ChatClientError('timeout', 'No.');
    world.answers.shift()?.();
    await failed;
    world.failing = undefined;
    world.slow = false;
    await delivery.sync(true);
    expect(world.gone).toEqual(['b']);
  });

  test('given its messages are asked for, is found by the reply', async () => {
    const world = new World();
    world.say('a');
    const delivery = await world.started();
    world.logs.delete('a');
    delivery.expect('a', 3);
    await world.pass(400);
    expect(world.gone).toEqual(['a']);
  });
});
