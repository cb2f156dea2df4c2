import { createApp, type App } from '../../../shared/app.ts';
import type { Caller, Source } from '../../../shared/accounts/index.ts';
import { banUser, leaveGroup, removeMember } from '../../../shared/groups/index.ts';
import { listChanges, listMessages, sendMessage } from '../../../shared/messages/index.ts';
import { aroundTable } from '../../../shared/platform/around-table.ts';
import type { Sockets } from '../../../shared/platform/ports.ts';
import type { Table } from '../../../shared/platform/table.ts';
import type { Message } from '../../../shared/protocol/index.ts';
import { startBackend, type Person, type TestBackend } from '../backend/runtime.ts';
import { interleave } from '../faults/interleaving.ts';

const source: Source = { address: '192.0.2.1', userAgent: '', language: 'en', origin: 'http://localhost' };

/** A process with a memory of its own, whose calls of the table can be held back. */
interface Process {
  app: App;
  /** Runs `act` with its calls through this table. */
  on(table: Table, act: (app: App) => Promise<void>): Promise<void>;
}

export type Ending = 'remove' | 'ban' | 'leave';

/** A backend on which cases of the race run: two processes send, one of them or a third one removes a member. */
export class RemovalRace {
  readonly #backend: TestBackend;
  readonly #people: readonly Person[];
  readonly #posted: { connectionId: string; frame: string; at: number }[] = [];
  #moment = 0;

  private constructor(backend: TestBackend, people: readonly Person[]) {
    this.#backend = backend;
    this.#people = people;
  }

  static async start(): Promise<RemovalRace> {
    const backend = await startBackend();
    const race = new RemovalRace(backend, await backend.people('ann', 'bob', 'cem', 'eve'));
    const { presence } = backend.runtime.app;
    for (const { user } of race.#people) {
      for (const device of ['phone', 'laptop']) {
        const connectionId = `${device} of ${user.id}`;
        // so young that the real gateway, which does not know them, does not have them forgotten
        const connectedAt = Date.now() + 3_600_000;
        await presence.add({ userId: user.id, connectionId, sessionId: 'ses_1', connectedAt });
      }
    }
    return race;
  }

  #process(): Process {
    const { app } = this.#backend.runtime;
    let current = app.durable;
    const durable = aroundTable(app.durable, (_call, perform) => perform());
    const switched: Table = {
      get: (...args) => current.get(...args),
      put: (...args) => current.put(...args),
      update: (...args) => current.update(...args),
      delete: (...args) => current.delete(...args),
      query: (...args) => current.query(...args),
      batchGet: (...args) => current.batchGet(...args),
      transact: (...args) => current.transact(...args),
    };
    const sockets: Sockets = {
      post: (connectionId, frame) => {
        this.#posted.push({ connectionId, frame, at: (this.#moment += 1) });
        return Promise.resolve('sent');
      },
      close: () => Promise.resolve(),
    };
    const made = createApp({ ...app, durable: switched, sockets });
    return {
      app: made,
      async on(table, act) {
        current = oneAtATime(table);
        try {
          await act(made);
        } finally {
          current = durable;
        }
      },
    };
  }

  /** Runs one case in the order that `order` says, and returns what should not have happened. */
  async run({
    order,
    ending,
    size,
  }: {
    order: readonly number[];
    ending: Ending;
    size: 2 | 3;
  }): Promise<string[]> {
    const [ann, bob, cem, eve] = this.#people as [Person, Person, Person, Person];
    const caller = ({ user }: Person): Caller => ({ userId: user.id, sessionId: 'ses_1', role: 'user' });
    const { id } = await this.#backend.conversation(ann, [bob, cem, eve], 'Race');
    const processes = [this.#process(), this.#process(), this.#process()] as const;
    const [one, two] = processes;
    const remover = processes[size - 1] ?? two;
    const send = async (app: App, { user }: Person, text: string) => {
      const sent = await sendMessage(app, { userId: user.id }, { conversationId: id, text });
      await sent.pushed;
    };
    // each has the members in memory
    for (const { app } of processes) await send(app, bob, 'warm');
    this.#posted.length = 0;

    let removedAt: number | undefined;
    const end = async (app: App): Promise<void> => {
      const changed =
        ending === 'remove'
          ? await removeMember(app, caller(ann), source, id, eve.user.id)
          : ending === 'ban'
            ? await banUser(app, caller(ann), source, id, eve.user.id)
            : await leaveGroup(app, caller(eve), source, id);
      removedAt = this.#moment += 1;
      await changed.pushed;
    };
    const steps = [...order];
    const senders = [
      { process: one, by: bob },
      { process: two, by: cem },
    ];
    await interleave(
      this.#backend.runtime.app.durable,
      [
        ...senders
          .filter(({ process }) => process !== remover)
          .map(
            ({ process, by }) =>
              async (table: Table) =>
                process.on(table, async (app) => {
                  for (const text of ['first', 'second', 'third']) await send(app, by, text);
                }),
          ),
        (table) =>
          remover.on(table, async (app) => {
            await end(app);
          }),
      ],
      () => ({ index: steps.shift() ?? 0 }),
    );
    const failures: string[] = [];
    // from every memory, that of who removed too
    for (const { app } of processes) {
      await send(app, bob, 'after');
      for (const read of [
        () => listMessages(app, caller(eve), id, { limit: 10 }),
        () => listChanges(app, caller(eve), id, { after: 0, limit: 10 }),
        () => send(app, eve, 'I am still here'),
      ]) {
        const refused = await read().then(
          () => false,
          () => true,
        );
        if (!refused) failures.push('the removed member was answered');
      }
    }
    const { items } = await listChanges(one.app, caller(ann), id, { after: 0, limit: 100 });
    const removal = items.find(({ system }) => system?.userIds?.includes(eve.user.id));
    if (!removal || removedAt === undefined) return [...failures, 'nothing says who went'];
    for (const { connectionId, frame, at } of this.#posted) {
      if (!connectionId.endsWith(eve.user.id)) continue;
      const { type, data } = JSON.parse(frame) as { type: string; data: Message };
      if (type !== 'message:new') continue;
      if (data.seq >= removal.seq)
        failures.push(`${data.text} (${data.seq}) came ${at < removedAt ? 'before' : 'after'} the ack`);
    }
    // and no one else missed anything
    const texts = items.filter(({ kind }) => kind === 'text').map(({ seq }) => seq);
    for (const { user } of [ann, bob, cem]) {
      const got = this.#posted
        .filter(({ connectionId }) => connectionId === `phone of ${user.id}`)
        .map(({ frame }) => JSON.parse(frame) as { type: string; data: Message })
        .filter(({ type }) => type === 'message:new')
        .map(({ data }) => data.seq);
      // the three of the warm-up were before
      for (const seq of texts.slice(3))
        if (!got.includes(seq)) failures.push(`${seq} did not reach a member`);
    }
    return failures;
  }
}

/** The same table, on which one call waits for the one before: a writer of an interleaving must not make two at once. */
function oneAtATime(table: Table): Table {
  let before: Promise<unknown> = Promise.resolve();
  return aroundTable(table, (_call, perform) => {
    const mine = before.then(perform, perform);
    before = mine.catch(() => undefined);
    return mine;
  });
}
