import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createClient,
  memoryStorage,
  type ChatClient,
  type MessageItem,
  type MessageWriter,
} from '../../client/index.ts';
import { systemRandom } from '../../client/platform/random.ts';
import { answerSlowly } from '../../client/terminal/answer-slowly.ts';
import { chatState } from '../../client/state/index.ts';
import type { Ports } from '../../shared/platform/ports.ts';
import { keyOfWrite, type Table } from '../../shared/platform/table.ts';
import { startBackend, type TestBackend } from '../support/backend/runtime.ts';
import { eventually } from '../support/eventually.ts';
import { ManualClock } from '../support/manual-clock.ts';

const password = 'correct horse battery';
/** Reconnects and repeats without a pause. */
const impatient = (bytes: number) => (bytes === 4 ? new Uint8Array(4) : systemRandom(bytes));

/** Fractions that are the same for each seed. */
function fractions(seed: number): () => number {
  let state = seed;
  return () => {
    // a generator by George Marsaglia (xorshift)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Tokens of about four characters, as a program gets them: parts of words, line breaks, and halves of emoji. */
function tokensOf(count: number, seed: number): string[] {
  const random = fractions(seed);
  const words = [' the', ' sea', 'ing', '.\r\n', ' und', '\n\n', ' 😀', ' mean', ' 海', ', so'];
  const tokens = Array.from({ length: count }, () => words[Math.floor(random() * words.length)] ?? '');
  return tokens.flatMap((token) => (token === ' 😀' ? [' \ud83d', '\ude00'] : [token])).slice(0, count);
}
const saidBy = (tokens: readonly string[]) =>
  tokens
    .join('')
    .replaceAll('\r\n', '\n')
    .replace(/[\ud800-\udbff]$/, '');

const idOf = (data: unknown) => (JSON.parse(String(data)) as { id?: string }).id;

/** A device whose sockets can be cut, and of which it is known what it waits for. */
class Device {
  readonly client: ChatClient;
  readonly #sockets = new Set<WebSocket>();
  /** What is under way: requests and handshakes. */
  readonly #pending = new Set<unknown>();

  constructor(baseUrl: string, clock: ManualClock) {
    const [sockets, pending] = [this.#sockets, this.#pending];
    class CutSocket extends WebSocket {
      readonly #asked = new Map<string, symbol>();

      constructor(...input: ConstructorParameters<typeof WebSocket>) {
        super(...input);
        sockets.add(this);
        pending.add(this);
        this.addEventListener('open', () => pending.delete(this));
        this.addEventListener('message', ({ data }) => this.#answered(idOf(data)));
        this.addEventListener('close', () => {
          sockets.delete(this);
          pending.delete(this);
          for (const id of [...this.#asked.keys()]) this.#answered(id);
        });
      }

      override send(data: Parameters<WebSocket['send']>[0]): void {
        const id = idOf(data);
        if (id !== undefined) {
          this.#asked.set(id, Symbol(id));
          pending.add(this.#asked.get(id));
        }
        super.send(data);
      }

      #answered(id: string | undefined): void {
        if (id === undefined) return;
        pending.delete(this.#asked.get(id));
        this.#asked.delete(id);
      }
    }
    const watchedFetch: typeof fetch = async (...input) => {
      const call = Symbol('call');
      pending.add(call);
      try {
        return await fetch(...input);
      } finally {
        pending.delete(call);
      }
    };
    this.client = createClient({
      baseUrl,
      clock,
      random: impatient,
      storage: memoryStorage(),
      state: chatState(),
      autoDelivered: false,
      WebSocket: CutSocket,
      fetch: watchedFetch,
    });
    devices.add(this);
    onTestFinished(() => {
      devices.delete(this);
      this.client.disconnect();
    });
  }

  get waits(): boolean {
    return this.#pending.size > 0;
  }

  async register(username: string): Promise<void> {
    await this.client.register({ username, email: `${username}@example.com`, name: username, password });
    await this.client.connect();
  }

  async login(username: string): Promise<void> {
    await this.client.login({ username, password });
    await this.client.connect();
  }

  cut(): void {
    for (const socket of this.#sockets) socket.close();
  }

  /** What the device shows of a message, as long as the test runs. */
  shows(conversationId: string, seq: number) {
    const slice = this.client.state.messages(conversationId);
    onTestFinished(slice.subscribe(() => undefined));
    const isIt = (item: MessageItem) => item.kind === 'stored' && item.seq === seq;
    return () => {
      const item = slice.getSnapshot().items.find(isIt);
      return item?.kind === 'stored' ? item.message : undefined;
    };
  }
}

async function start(overrides: Parameters<typeof startBackend>[0] = {}) {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, ...overrides });
  const device = () => new Device(backend.runtime.url, clock);
  const [ann, phone, bob] = [device(), device(), device()];
  await ann.register('ann');
  await bob.register('bob');
  await phone.login('ann');
  const { id } = await ann.client.conversations.openDirect('bob');
  return { clock, backend, device, ann, phone, bob, id };
}

/** Those of the test. */
const devices = new Set<Device>();

/** Lets time pass, and what is under way come to its end: however slow the machine is, that takes no time. */
async function pass(clock: ManualClock, milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  for (let turn = 0; turn < 3 || [...devices].some(({ waits }) => waits); turn += 1) await setImmediate();
}

/** Goes on until it is done: what waits for a time gets it. */
async function done<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  const settled: string[] = [];
  const note = () => settled.push('settled');
  work.then(note, note);
  while (settled.length === 0) await pass(clock, 20);
  return work;
}

const storedText = async (backend: TestBackend, conversationId: string, seq: number) => {
  const stored = await backend.runtime.app.messages.get(conversationId, seq);
  return stored?.kind === 'text' ? stored.streaming : undefined;
};

describe('a message that a program writes', () => {
  test.each([1, 2])(
    'is the same for everyone, where connections are lost 100 times meanwhile (seed %i)',
    async (seed) => {
      const { clock, backend, device, ann, phone, bob, id } = await start();
      const random = fractions(seed * 7_919);
      const tokens = tokensOf(1_000, seed);
      const whole = saidBy(tokens);
      const stream = await done(clock, ann.client.messages.open(id));
      const views = [ann, phone, bob].map((one) => one.shows(id, stream.seq));
      const cuttable = [ann, phone, bob];
      let [cuts, longest] = [0, 0];
      for (const [index, token] of tokens.entries()) {
        expect(stream.write(token)).toBe(true);
        await pass(clock, 10 + Math.floor(random() * 40));
        if (index % 10 === 5) {
          cuttable[Math.floor(random() * cuttable.length)]?.cut();
          cuts += 1;
        }
        if (index === 600) {
          const late = device();
          await done(clock, late.login('bob'));
          views.push(late.shows(id, stream.seq));
          cuttable.push(late);
        }
        for (const view of views) {
          const { text = '' } = view() ?? {};
          // never another text, however much of it
          expect(whole.startsWith(text)).toBe(true);
          longest = Math.max(longest, text.length);
        }
      }
      expect(cuts).toBe(100);
      expect(longest).toBeGreaterThan(whole.length / 2);
      expect((await storedText(backend, id, stream.seq))?.length).toBeGreaterThan(0);
      const closed = await done(clock, stream.close());
      expect(closed.text).toBe(whole);
      for (const view of views) {
        await eventually(async () => {
          await pass(clock, 20);
          expect(view()).toMatchObject({ text: whole, changeSeq: closed.changeSeq });
          expect(view()).not.toHaveProperty('streaming');
        });
      }
      expect((await bob.client.messages.get(id, stream.seq)).text).toBe(whole);
      expect(stream.signal.aborted).toBe(false);
    },
  );

  test.each([20, 60, 200])(
    'takes at most 10 writes of all tables for 1,000 tokens, and 5 pushes a second, at %i tokens a second',
    async (perSecond) => {
      const writes = new Writes();
      const config = { rateLimits: 'on' as const };
      const { backend, clock, ann, bob, id } = await start({
        wrapPorts: writes.wrapPorts,
        config,
        env: { DYNAMODB_STREAM: 'on' },
      });
      const pushedAt: number[] = [];
      bob.client.on('message:appended', () => pushedAt.push(clock.elapsed()));
      // who reads it need not be notified of it
      bob.client.notifications.show(id);
      const userId = bob.client.userId ?? '';
      const shown = async () => (await backend.runtime.app.presence.reachable([userId])).get(userId)?.shows;
      await eventually(async () => expect([...((await shown()) ?? [])]).toEqual([id]));
      // what followed from the registrations
      await eventually(() => expect(writes.named).toMatchObject({ AUDITED: 3, AUDITCHAIN: 3 }));
      writes.forget();
      const tokens = Array.from({ length: 1_000 }, () => 'word');
      const stream = await done(clock, ann.client.messages.open(id));
      const begun = clock.elapsed();
      for (const token of tokens) {
        stream.write(token);
        await pass(clock, 1_000 / perSecond);
      }
      const seconds = (clock.elapsed() - begun) / 1_000;
      const { text } = await done(clock, stream.close());
      expect(text).toBe(tokens.join(''));
      const counted = { writes: writes.count, pushes: pushedAt.length, seconds };
      expect(counted.writes, JSON.stringify(writes.named)).toBeLessThanOrEqual(10);
      expect(counted.pushes).toBeLessThanOrEqual(5 * seconds + 1);
      expect(counted.pushes).toBeGreaterThan(seconds);
    },
  );

  test('ends where the other one stops it: the program learns it at once, and writes no more', async () => {
    const { clock, ann, bob, id } = await start();
    const stream = await done(clock, ann.client.messages.open(id));
    const view = bob.shows(id, stream.seq);
    const begun = clock.elapsed();
    stream.write('Hello');
    await eventually(async () => {
      await pass(clock, 20);
      expect(view()).toMatchObject({ text: 'Hello', streaming: true });
    });
    expect(clock.elapsed() - begun).toBeLessThan(1_000);
    const aborted = new Promise((resolve) => stream.signal.addEventListener('abort', resolve));
    await done(clock, bob.client.messages.stop(id, stream.seq));
    await done(clock, aborted);
    expect(stream.signal.reason).toMatchObject({ code: 'stream_ended' });
    expect(stream.write(' Bob')).toBe(false);
    await expect(stream.close()).rejects.toMatchObject({ code: 'stream_ended' });
    expect(view()).toMatchObject({ text: '', incomplete: 'stopped' });
  });

  test('is there for those who come in a pause, and for those whom pushes did not reach', async () => {
    const lost = { pieces: false };
    const { clock, device, ann, bob, id } = await start({
      wrapPorts: (ports) => ({
        ...ports,
        sockets: {
          ...ports.sockets,
          post: (connectionId, frame) =>
            lost.pieces && frame.includes('"message:appended"')
              ? Promise.resolve('sent')
              : ports.sockets.post(connectionId, frame),
        },
      }),
    });
    const stream = await done(clock, ann.client.messages.open(id));
    const view = bob.shows(id, stream.seq);
    await eventually(async () => {
      await pass(clock, 20);
      expect(view()).toMatchObject({ streaming: true });
    });
    lost.pieces = true;
    stream.write('Let me think');
    for (let passed = 0; passed < 3_000; passed += 100) await pass(clock, 100);
    const late = device();
    await done(clock, late.login('bob'));
    const lateView = late.shows(id, stream.seq);
    await eventually(async () => {
      await pass(clock, 1);
      expect(lateView()).toMatchObject({ text: 'Let me think', streaming: true });
    });
    expect(view()?.text).toBe('');
    lost.pieces = false;
    stream.write(' again');
    await pass(clock, 200);
    await eventually(async () => {
      await pass(clock, 1);
      expect(view()).toMatchObject({ text: 'Let me think again', streaming: true });
    });
  });

  test('stays open while nothing is written, and is unfinished once the program is gone', async () => {
    const { clock, backend, ann, bob, id } = await start();
    const stream = await done(clock, ann.client.messages.open(id));
    stream.write('Let me think');
    const view = bob.shows(id, stream.seq);
    for (let passed = 0; passed < 180_000; passed += 500) await pass(clock, 500);
    await eventually(() => expect(view()).toMatchObject({ text: 'Let me think', streaming: true }));
    const { at = 0 } = (await storedText(backend, id, stream.seq)) ?? {};
    expect(clock.now() - at).toBeLessThan(25_000);
    stream.write(' more');
    await pass(clock, 200);
    ann.client.disconnect();
    await ann.client.forget();
    clock.advance(75_000);
    // the first who reads it has it ended
    await bob.client.messages.list(id);
    await eventually(async () => {
      await pass(clock, 20);
      expect(view()?.incomplete).toBe('unfinished');
    });
    expect('Let me think more'.startsWith(view()?.text ?? 'x')).toBe(true);
  });

  test('can end with another text and its parts, and is deleted where nothing was said', async () => {
    const { clock, ann, bob, id } = await start();
    const bold = [{ type: 'bold' as const, start: 0, length: 5 }];
    const first = await done(clock, ann.client.messages.open(id));
    first.write('**Hello**');
    expect(first.text).toBe('**Hello**');
    const closed = await done(clock, first.close({ text: 'Hello', entities: bold }));
    expect(closed).toMatchObject({ text: 'Hello', entities: bold });
    const second = await done(clock, ann.client.messages.open(id, { replyTo: closed.id }));
    second.write(' \n');
    expect((await done(clock, second.close())).deletedAt).not.toBeNull();
    const { items } = await done(clock, bob.client.messages.list(id));
    expect(items).toMatchObject([{ text: 'Hello' }, { text: '', replyTo: closed.id }]);
  });

  test('is what the example program answers with, to those who ask it', async () => {
    const { clock, ann, bob, id } = await start();
    const errors: unknown[] = [];
    const end = answerSlowly(ann.client, clock, (error) => errors.push(error));
    const asked = await done(clock, bob.client.messages.send(id, 'Who are you?'));
    const view = bob.shows(id, asked.seq + 1);
    await eventually(async () => {
      await pass(clock, 20);
      expect(view()?.text).toContain('**I am a small program**');
    });
    await eventually(async () => {
      await pass(clock, 200);
      expect(view()).not.toHaveProperty('streaming');
    });
    expect(view()?.text).toContain('You wrote “Who are you?”. I am a small program,');
    expect(view()?.entities?.[0]).toMatchObject({ type: 'bold' });
    expect(errors).toEqual([]);
    end();
  });

  test('takes as much as a message can hold, and closes with that', async () => {
    const { clock, ann, id } = await start();
    const stream = await done(clock, ann.client.messages.open(id));
    expect(stream.write('\u0007x'.repeat(7_999))).toBe(true);
    expect(stream.write('🌍yz')).toBe(false);
    expect(stream.signal.reason).toMatchObject({ code: 'message_too_long' });
    expect(stream.write('z')).toBe(false);
    const { text } = await done(clock, stream.close());
    expect(text).toBe('x'.repeat(7_999) + '🌍');
  });

  test('is refused where a message would be, and ends with the session', async () => {
    const { clock, ann, id } = await start();
    await expect(done(clock, ann.client.messages.open('cnv_x'))).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    const stream: MessageWriter = await done(clock, ann.client.messages.open(id));
    await ann.client.logout();
    stream.write('Hello');
    await eventually(async () => {
      await pass(clock, 200);
      expect(stream.signal.aborted).toBe(true);
    });
    expect(stream.signal.reason).toMatchObject({ code: 'signed_out' });
  });
});

/** Counts the items that are written, of both tables. */
class Writes {
  count = 0;
  /** By what the items are. */
  named: Record<string, number> = {};

  /** Begins anew. */
  forget(): void {
    this.count = 0;
    this.named = {};
  }

  readonly wrapPorts = (ports: Ports): Ports => ({
    ...ports,
    durable: this.#wrap(ports.durable),
    ephemeral: this.#wrap(ports.ephemeral),
  });

  #note(key: string): void {
    this.count += 1;
    const name = key.split('#')[0] ?? key;
    this.named[name] = (this.named[name] ?? 0) + 1;
  }

  #wrap(table: Table): Table {
    const counted = (key: string) => this.#note(key);
    return {
      ...table,
      get: (...input) => table.get(...input),
      query: (...input) => table.query(...input),
      batchGet: (...input) => table.batchGet(...input),
      put: (item, condition) => {
        counted(item.pk);
        return table.put(item, condition);
      },
      update: (key, change) => {
        counted(key.pk);
        return table.update(key, change);
      },
      delete: (key, condition) => {
        counted(key.pk);
        return table.delete(key, condition);
      },
      transact: (writes) => {
        for (const write of writes) if (!('check' in write)) counted(keyOfWrite(write).pk);
        return table.transact(writes);
      },
    };
  }
}
