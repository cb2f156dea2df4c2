import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createClient, memoryStorage, type ChatClient, type Message } from '../../../../client/index.ts';
import { chatState } from '../../../../client/state/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import { FakeServer } from '../../../support/client/fake/server.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { predictableRandom } from '../setup.ts';
import { watch } from './state-world.ts';

/** What may happen to a conversation that alice has on her screen. */
type Step =
  | {
      do: 'say' | 'mention' | 'say unheard' | 'send' | 'send, answer lost' | 'take' | 'land' | 'void';
    }
  | {
      do:
        | 'cut'
        | 'reconnect'
        | 'restart'
        | 'die'
        | 'older'
        | 'newer'
        | 'newest'
        | 'wait'
        | 'from another device';
    }
  | { do: 'jump' | 'read'; to: number }
  /** A message changes: of others, of alice's from another device, or by this one; heard of by a push or not. */
  | { do: 'edit' | 'delete' | 'react' | 'unreact'; at: number; by: Changer };

type Changer = 'bob' | 'bob, unheard' | 'another device' | 'this device';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom<Step>({ do: 'say' }, { do: 'mention' }, { do: 'send' }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>(
      { do: 'say unheard' },
      { do: 'send, answer lost' },
      { do: 'take' },
      { do: 'land' },
      { do: 'void' },
      { do: 'cut' },
      { do: 'reconnect' },
      { do: 'restart' },
      { do: 'die' },
      { do: 'older' },
      { do: 'newer' },
      { do: 'newest' },
      { do: 'wait' },
      { do: 'from another device' },
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('jump' as const, 'read' as const), to: fc.nat(100) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('edit' as const, 'delete' as const, 'react' as const, 'unreact' as const),
      at: fc.nat(100),
      by: fc.constantFrom<Changer>('bob', 'bob, unheard', 'another device', 'this device'),
    }),
  },
);

/** What of a message may change. */
const said = ({ seq, text, entities, editedAt, deletedAt, reactions = [] }: Message) => ({
  seq,
  text,
  entities,
  editedAt,
  deletedAt,
  reactions: reactions.map(({ emoji, count, userIds }) => ({
    emoji,
    count,
    userIds,
    mine: userIds.includes('usr_alice'),
  })),
});

/** Alice's device on a server with a conversation of some length. */
class World {
  readonly storage = memoryStorage();
  readonly clock = new ManualClock();
  readonly inFlight: number[] = [];
  #count = 0;
  #end: () => void = () => undefined;
  readonly server: FakeServer;
  readonly id: string;
  client: ChatClient;

  constructor(server: FakeServer, id: string) {
    this.server = server;
    this.id = id;
    this.client = this.#open();
  }

  #open(): ChatClient {
    const { storage, clock, server } = this;
    const client = createClient({
      baseUrl: server.url,
      storage,
      clock,
      random: predictableRandom,
      state: chatState({ messages: 120 }),
    });
    this.#end = watch(client.state.messages(this.id)).end;
    watch(client.state.conversations);
    return client;
  }

  get window() {
    return this.client.state.messages(this.id);
  }

  text = () => `text ${++this.#count}`;

  async run(what: Step): Promise<void> {
    const { server, id, window, client } = this;
    const quietly = (work: Promise<unknown>) => void work.catch(() => undefined);
    const lastSeq = server.messages(id).at(-1)?.seq ?? 0;
    switch (what.do) {
      case 'say':
        server.say(id, 'bob', this.text());
        break;
      case 'mention':
        server.say(id, 'bob', `@alice ${this.text()}`);
        break;
      case 'say unheard':
        server.pushes = false;
        server.say(id, 'bob', this.text());
        server.pushes = true;
        break;
      case 'send':
        quietly(window.send(this.text()));
        break;
      case 'send, answer lost':
        server.onFrame = ({ type }) => (type === 'message:send' ? 'no-ack' : 'handle');
        quietly(window.send(this.text()));
        await this.pause();
        server.onFrame = () => 'handle';
        server.closeSockets();
        break;
      case 'take':
        this.inFlight.push(server.takeSeq(id));
        break;
      case 'land':
      case 'void': {
        const seq = this.inFlight.shift();
        if (seq === undefined) break;
        if (what.do === 'land') server.land(id, 'bob', seq, this.text());
        else server.void(id, seq);
        break;
      }
      case 'cut':
        server.closeSockets();
        break;
      case 'reconnect':
        quietly(client.connect());
        this.clock.advance(30_000);
        break;
      case 'restart':
        client.disconnect();
        await client.stored();
        await this.reopen();
        break;
      case 'die':
        // Its positions may be stored and its state not.
        this.clock.advance(300);
        client.disconnect();
        await this.reopen();
        break;
      case 'older':
        quietly(window.loadOlder());
        break;
      case 'newer':
        quietly(window.loadNewer());
        break;
      case 'newest':
        quietly(window.jumpToNewest());
        break;
      case 'jump':
        quietly(window.jumpTo(Math.max(1, Math.round((what.to / 100) * lastSeq))));
        break;
      case 'read':
        quietly(window.markRead(Math.round((what.to / 100) * lastSeq)));
        break;
      case 'edit':
      case 'delete':
      case 'react':
      case 'unreact':
        this.change(what);
        break;
      case 'wait':
        this.clock.advance(1_000);
        break;
      case 'from another device':
        server.say(id, 'alice', this.text());
        break;
    }
    await this.pause();
    this.checkShape();
  }

  /** Of the newest messages, which are most likely on screen, more often than of others. */
  change({ do: what, at, by }: Extract<Step, { by: Changer }>): void {
    const { server, id, client } = this;
    const username = by.startsWith('bob') ? 'bob' : 'alice';
    const isReaction = what === 'react' || what === 'unreact';
    const possible = server
      .messages(id)
      .filter(
        ({ senderId, deletedAt }) => deletedAt === null && (isReaction || senderId === `usr_${username}`),
      );
    const message = possible.at(-1 - (at % 2 === 0 ? Math.floor(at / 10) : at));
    if (message === undefined) return;
    const { seq } = message;
    // what it mentions changes with the text, here and there
    const text = what === 'edit' ? `${at % 3 === 0 ? '@alice ' : ''}${this.text()}` : '';
    if (by === 'this device') {
      const { messages } = client;
      const calls = {
        edit: () => messages.edit(id, seq, text),
        delete: () => messages.delete(id, seq),
        react: () => messages.react(id, seq, '👍'),
        unreact: () => messages.unreact(id, seq, '👍'),
      };
      // without a connection it may be refused, and then nothing has happened
      void calls[what]().catch(() => undefined);
      return;
    }
    server.pushes = by !== 'bob, unheard';
    if (what === 'edit') server.edit(id, username, seq, text);
    else if (what === 'delete') server.erase(id, username, seq);
    else server.react(id, username, seq, '👍', what === 'react');
    server.pushes = true;
  }

  async reopen(): Promise<void> {
    this.#end();
    this.client = this.#open();
    await this.client.restore();
    void this.client.connect().catch(() => undefined);
  }

  /** Lets what is under way go on for a moment, through the network. */
  pause(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** At any moment: ascending, nothing twice, unsent ones at the end. */
  checkShape(): void {
    const { items } = this.window.getSnapshot();
    const seqs = items.flatMap((item) => (item.kind === 'stored' ? [item.seq] : []));
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(new Set(items.map(({ key }) => key)).size).toBe(items.length);
    expect(items.findLastIndex(({ kind }) => kind === 'stored')).toBe(seqs.length - 1);
  }

  /** Once all is quiet: the window is what the server has in that range, and nothing is unsent. */
  async checkSettled(): Promise<void> {
    const { server, id, client } = this;
    for (const seq of this.inFlight) server.void(id, seq);
    server.onFrame = () => 'handle';
    const connecting = client.connect();
    await eventually(() => {
      this.clock.advance(2_000);
      const { items, hasOlder, hasNewer, loaded } = this.window.getSnapshot();
      expect(client.status).toBe('online');
      expect(client.messages.unsent()).toEqual([]);
      expect(loaded).toBe(true);
      const messages = server.messages(id, 'alice');
      const first = items[0]?.kind === 'stored' ? items[0].seq : 0;
      const last = items.at(-1);
      const from = hasOlder ? first : 0;
      const to = hasNewer && last?.kind === 'stored' ? last.seq : Infinity;
      const expected = messages.filter(({ seq }) => seq >= from && seq <= to).map(said);
      expect(items.map((item) => (item.kind === 'stored' ? said(item.message) : item.status))).toEqual(
        expected,
      );
    });
    await connecting;
    await eventually(() => {
      this.clock.advance(2_000);
      const item = client.state.conversation(id).getSnapshot();
      const readSeq = item?.me.readSeq ?? 0;
      const unread = server
        .messages(id)
        .filter(({ seq, senderId }) => seq > readSeq && senderId !== 'usr_alice');
      const unreadMentions = unread.filter(({ entities }) => entities !== undefined).length;
      const counts = { unreadCount: unread.length, unreadMentions };
      expect(item).toMatchObject({ ...counts, unsentCount: 0, failedCount: 0 });
      const last = server.messages(id).at(-1);
      expect(item?.lastMessage && said(item.lastMessage)).toEqual(last && said(last));
    });
  }
}

test('given any steps, the window has what the server has in its range, and the unread counts are right', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(180), fc.array(step, { minLength: 5, maxLength: 25 }), async (length, steps) => {
      const server = await FakeServer.start('alice', 'bob');
      server.timePasses = true;
      const other = createClient({ baseUrl: server.url, clock: new ManualClock(), state: chatState() });
      await other.login({ username: 'bob', password: fakePassword });
      const { id } = await other.conversations.openDirect('alice');
      for (let n = 0; n < length; n++) server.say(id, n % 3 === 0 ? 'alice' : 'bob', `before ${n}`);
      const world = new World(server, id);
      try {
        await world.client.login({ username: 'alice', password: fakePassword });
        await world.client.connect();
        for (const one of steps) await world.run(one);
        await world.checkSettled();
      } finally {
        world.client.disconnect();
        await server.stop();
      }
    }),
    { numRuns: propertyRuns(12), endOnFailure: true },
  );
}, 240_000);
