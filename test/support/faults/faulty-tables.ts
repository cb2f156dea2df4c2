import { aroundTable } from '../../../shared/platform/around-table.ts';
import { Unavailable } from '../../../shared/platform/errors.ts';
import type { Ports } from '../../../shared/platform/ports.ts';
import type { Table } from '../../../shared/platform/table.ts';
import type { TableName } from '../../../shared/platform/tables.ts';

/** One call of a table. */
export interface TableCall {
  table: TableName;
  operation: keyof Table;
  /** The partition keys that it names. */
  partitions: string[];
}

/** `lost`: the call is done, and only its answer is lost. */
export type Failure = 'refused' | 'lost';
type Fault = (call: TableCall) => Failure | undefined;

const writing: ReadonlySet<keyof Table> = new Set(['put', 'update', 'delete', 'transact']);

/** Tables that count their writes and can be made to fail with `Unavailable`: pass `wrapPorts` to the runtime. */
export class FaultyTables {
  #fault: Fault = () => undefined;
  /** How many writes on the durable table were done. */
  writes = 0;

  /** From now on every call that `which` picks fails. */
  down(which: (call: TableCall) => boolean = () => true): void {
    this.#fault = (call) => (which(call) ? 'refused' : undefined);
  }

  up(): void {
    this.#fault = () => undefined;
  }

  /** Fails the next call that `which` picks, and no other. */
  failOnce(failure: Failure, which: (call: TableCall) => boolean): void {
    this.#fault = (call) => {
      if (!which(call)) return undefined;
      this.up();
      return failure;
    };
  }

  readonly wrapPorts = (ports: Ports): Ports => ({
    ...ports,
    durable: this.#wrap(ports.durable, 'durable'),
    ephemeral: this.#wrap(ports.ephemeral, 'ephemeral'),
  });

  #wrap(table: Table, name: TableName): Table {
    return aroundTable(table, async ({ operation, keys }, perform) => {
      const call = { table: name, operation, partitions: keys.map(({ pk }) => pk) };
      const failure = this.#fault(call);
      if (failure === 'refused') throw new Unavailable('the database', new Error('it is down'));
      const result = await perform();
      if (name === 'durable' && writing.has(operation)) this.writes += 1;
      if (failure === 'lost') throw new Unavailable('the database', new Error('its answer was lost'));
      return result;
    });
  }
}
