/**
 * A clock that stands still until it is told to move. It begins now: DynamoDB removes what has expired by its own clock,
 * and would take away what was written at an earlier time.
 */
export class ManualClock {
  #now = Date.now();
  now = () => this.#now;
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
