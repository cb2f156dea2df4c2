import type { Schedule } from '../../../local/work/local-work-queue.ts';

/** Timers that go off when a test says so. */
export class ManualSchedule {
  #now = 0;
  #tasks: { at: number; task: () => void }[] = [];

  readonly schedule: Schedule = (task, milliseconds) => {
    const entry = { at: this.#now + milliseconds, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  };

  /** After how many milliseconds from now each waiting task is due, the first one first. */
  get due(): number[] {
    return this.#tasks.map(({ at }) => at - this.#now).sort((a, b) => a - b);
  }

  /** Starts what becomes due within these milliseconds. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    const due = this.#tasks.filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    this.#tasks = this.#tasks.filter(({ at }) => at > this.#now);
    for (const { task } of due) task();
  }
}
