import { setImmediate } from 'node:timers/promises';
import type { Ports } from '../../../shared/platform/ports.ts';
import { keyOfWrite, type Table } from '../../../shared/platform/table.ts';
import { faultOf, unavailable, type FaultKind, type PostFaultKind } from './fault-kinds.ts';

export interface PlannedFault {
  kind: FaultKind;
  /** Which call: the n-th (from 1) with this label, such as `durable.transact LOG`, or the n-th of all. */
  label?: string;
  nth: number;
}

/** Posts to such sockets are not counted: they stand for the many others in a big group. */
export const extraSocket = 'extra-socket-';

/**
 * Makes planned calls of the ports fail. Each call has a label that says its port, its operation and what it is
 * about.
 */
export class FaultPlan {
  #calls: string[] = [];
  #happened: PlannedFault[] = [];
  /** Called when a fault kills the process. Nothing that it still does has an effect any more. */
  onDeath: () => void = () => undefined;
  /** Set while a process starts: its calls are not counted, and none of them fails. */
  sparing = false;
  #planned: readonly PlannedFault[] = [];
  #running = new Set<Promise<unknown>>();
  #released = Promise.withResolvers<undefined>();
  #silence = Promise.withResolvers<undefined>();

  arm(planned: readonly PlannedFault[]): void {
    this.#calls = [];
    this.#happened = [];
    this.#planned = planned;
    this.release();
    this.#released = Promise.withResolvers();
  }

  /** Nothing fails any more. Returns what was called, and what happened to it. */
  disarm(): { calls: string[]; happened: PlannedFault[] } {
    const [calls, happened] = [this.#calls, this.#happened];
    this.arm([]);
    return { calls, happened };
  }

  /** Lets everything that is kept waiting go on. */
  release(): void {
    this.#released.resolve(undefined);
  }

  /** Resolves when a fault, from now on, keeps a caller waiting. */
  silence(): Promise<unknown> {
    return this.#silence.promise;
  }

  /** Whether a call is running, other than those that are kept waiting. */
  get busy(): boolean {
    return this.#running.size > 0;
  }

  /** How many calls there were since faults were armed. */
  get calls(): number {
    return this.#calls.length;
  }

  /** Waits until no call is running and none follows. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      if (this.#running.size > 0) quiet = 0;
      await Promise.allSettled(this.#running);
      await setImmediate();
    }
  }

  /** The ports of one process, failing as planned. */
  wrap<P extends Pick<Ports, 'durable' | 'ephemeral' | 'sockets' | 'work' | 'keys'>>(ports: P): P {
    const life = { over: false };
    const run = <T>(label: string, perform: () => Promise<T>, options?: RunOptions<T>) =>
      this.#run(life, label, perform, options);
    const { sockets, work, keys } = ports;
    return {
      ...ports,
      durable: wrapTable(ports.durable, 'durable', run),
      ephemeral: wrapTable(ports.ephemeral, 'ephemeral', run),
      sockets: {
        post: (connectionId, frame) => {
          if (connectionId.startsWith(extraSocket)) return Promise.resolve('sent');
          const { type } = JSON.parse(frame) as { type: string };
          const instead = { dropped: 'sent', gone: 'gone' } as const;
          return run(`sockets.post ${type}`, () => sockets.post(connectionId, frame), { instead });
        },
        close: (connectionId) => run('sockets.close', () => sockets.close(connectionId)),
      },
      work: {
        add: (task, delay) => run(`work.add ${task.type}`, () => work.add(task, delay)),
      },
      keys: {
        generateDataKey: (context) => run('keys.generateDataKey', () => keys.generateDataKey(context)),
        unwrap: (wrapped, context) => run('keys.unwrap', () => keys.unwrap(wrapped, context)),
        rewrap: (wrapped, context) => run('keys.rewrap', () => keys.rewrap(wrapped, context)),
      },
    };
  }

  async #run<T>(
    life: { over: boolean },
    label: string,
    perform: () => Promise<T>,
    { again = perform, instead }: RunOptions<T> = {},
  ): Promise<T> {
    const alive = <R>(action: () => Promise<R>) => {
      return life.over ? Promise.reject(unavailable('killed')) : this.#track(action());
    };
    const kind = life.over || this.sparing ? undefined : this.#pick(label);
    if (instead && kind) this.#breakSilence(); // what fails may be the reply that a caller waits for
    if (instead && (kind === 'dropped' || kind === 'gone')) return instead[kind];
    const answer = await faultOf(kind)({
      perform: () => alive(perform),
      again: () => alive(again),
      released: this.#released.promise,
      silent: () => this.#breakSilence(),
      die: () => {
        life.over = true;
        this.release();
        this.onDeath();
      },
    });
    if (life.over) throw unavailable('killed');
    return answer;
  }

  #pick(label: string): FaultKind | undefined {
    this.#calls.push(label);
    const all = this.#calls.length;
    const alike = this.#calls.filter((call) => call === label).length;
    const fault = this.#planned.find((planned) =>
      planned.label === undefined ? planned.nth === all : planned.label === label && planned.nth === alike,
    );
    if (fault) this.#happened.push(fault);
    return fault?.kind;
  }

  #breakSilence(): void {
    const broken = this.#silence;
    this.#silence = Promise.withResolvers();
    broken.resolve(undefined);
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    this.#running.add(promise);
    const over = () => void this.#running.delete(promise);
    promise.then(over, over);
    return promise;
  }
}

interface RunOptions<T> {
  again?: () => Promise<T>;
  instead?: Record<PostFaultKind, T>;
}
type Run = <T>(label: string, perform: () => Promise<T>, options?: RunOptions<T>) => Promise<T>;

function wrapTable(table: Table, name: string, run: Run): Table {
  const on = <T>(
    operation: keyof Table,
    key: { pk: string } | undefined,
    perform: () => Promise<T>,
    options?: RunOptions<T>,
  ) => run(`${name}.${operation} ${key?.pk.split('#')[0]}`, perform, options);
  return {
    get: (key, options) => on('get', key, () => table.get(key, options)),
    put: (item, condition) => on('put', item, () => table.put(item, condition)),
    update: (key, change) => on('update', key, () => table.update(key, change)),
    delete: (key, condition) => on('delete', key, () => table.delete(key, condition)),
    query: (query) => on('query', query, () => table.query(query)),
    batchGet: (keys, options) => on('batchGet', keys[0], () => table.batchGet(keys, options)),
    transact: (writes) => {
      const perform = onceDone(() => table.transact(writes));
      return on('transact', writes[0] && keyOfWrite(writes[0]), perform, { again: perform });
    },
  };
}

/** By its token DynamoDB knows a transaction that was carried out, and only says so again. */
function onceDone(perform: () => Promise<void>): () => Promise<void> {
  let done = false;
  return async () => {
    if (done) return;
    await perform();
    done = true;
  };
}
