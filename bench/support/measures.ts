/**
 * Every measure that a scenario can report, so that the same thing has the same name and unit everywhere: how it is
 * called in the printed table, and with how many decimals.
 */
export const measures = {
  offeredPerSecond: ['offered, messages/s', 0],
  deliveredPerSecond: ['delivered, messages/s', 0],
  p50: ['send to delivery p50, ms', 1],
  p95: ['send to delivery p95, ms', 1],
  p99: ['send to delivery p99, ms', 1],
  max: ['send to delivery max, ms', 1],
  sent: ['sent (with warm-up)', 0],
  acked: ['acked', 0],
  lost: ['not delivered', 0],
  duplicates: ['delivered twice', 0],
  outOfOrder: ['delivered out of order', 0],
  errors: ['error frames', 0],
  serverCpuPerMessage: ['server CPU, ms/message', 3],
  serverCpu: ['server CPU, cores', 2],
  generatorCpu: ['load generator CPU, cores', 2],
  otherCpu: ['other programs CPU, cores', 2],
  residentEnd: ['server resident at end, MB', 0],
  residentPeak: ['server resident peak, MB', 0],
  bytesPerMessage: ['stored, bytes/message', 0],
  historyChecked: ['acked messages looked up in history', 0],
  historyWrong: ['… missing, twice or different', 0],
  plaintexts: ['message text readable in the data folder', 0],
} as const satisfies Record<string, readonly [label: string, decimals: number]>;

export type Measures = Partial<Record<keyof typeof measures, number>>;
export const measureNames = Object.keys(measures) as (keyof typeof measures)[];

/** These must be 0 at any load. */
export const faults = ['lost', 'duplicates', 'errors', 'historyWrong', 'plaintexts'] as const;
