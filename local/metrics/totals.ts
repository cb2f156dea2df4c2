import type { CounterName, TimerName } from '../../shared/platform/metrics.ts';
import type { Metrics } from '../../shared/platform/ports.ts';

/** Metrics that are only added up, since the process started. */
export class Totals implements Metrics {
  readonly #sums = new Map<CounterName | TimerName, number>();

  count(name: CounterName, times = 1): void {
    this.#add(name, times);
  }

  time(name: TimerName, milliseconds: number): void {
    this.#add(name, milliseconds);
  }

  flush(): void {
    // nothing is handed over: they are asked for
  }

  /** Since the start; what never happened is missing. Times are in milliseconds, all of them together. */
  sums(): Partial<Record<CounterName | TimerName, number>> {
    return Object.fromEntries(this.#sums);
  }

  #add(name: CounterName | TimerName, amount: number): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + amount);
  }
}
