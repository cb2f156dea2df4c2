/** The requests that a table takes, by kind. */
export const tableRequestNames = ['get', 'batchGet', 'query', 'put', 'update', 'delete', 'transact'] as const;

/** Everything that is counted. */
export const countNames = [
  ...tableRequestNames,
  /** DynamoDB's units. */
  'readUnits',
  'writeUnits',
  /** Calls of the key service. */
  'keyCalls',
  'signatures',
  /** bcrypt, made or compared. */
  'passwordHashes',
  /** Frames posted to sockets, and what API Gateway bills for them: pieces of 32 KB. */
  'posts',
  'postUnits',
  /** Sockets closed by the backend. */
  'closes',
  /** Work handed to the queue, and what SQS bills for each time it moves: pieces of 64 KB. */
  'queued',
  'queueUnits',
  'timersSet',
  'timersCancelled',
  'mails',
  /** New items that the stream hands to the function after commit. */
  'followed',
  /** Lines of metrics and of the log, as CloudWatch Logs bills them. */
  'logBytes',
] as const;

export type CountName = (typeof countNames)[number];
/** What did not happen is left out. */
export type Counts = Partial<Record<CountName, number>>;

/** Adds up operations, of all callers. */
export class OperationCounter {
  #counts = new Map<CountName, number>();

  add(name: CountName, amount = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + amount);
  }

  /** What was counted since this was last asked. */
  take(): Counts {
    const counted = this.#counts;
    this.#counts = new Map();
    return Object.fromEntries(
      countNames.flatMap((name) => {
        const count = counted.get(name);
        return count === undefined ? [] : [[name, count]];
      }),
    );
  }
}

/** Several counts together. */
export function sumCounts(...parts: readonly Counts[]): Counts {
  const sum = new OperationCounter();
  for (const part of parts) {
    for (const name of countNames) if (part[name] !== undefined) sum.add(name, part[name]);
  }
  return sum.take();
}

/** Table requests of every kind. */
export function tableRequests(counts: Counts): number {
  return tableRequestNames.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}
