import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { Unavailable } from '../../shared/platform/errors.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import type { Clock, QueuedWork, Timers } from '../../shared/platform/ports.ts';
import { assertTimerName } from '../../shared/platform/timer-name.ts';
import type { Schedule } from '../work/local-work-queue.ts';

/** The longest that Node's own timers take. */
const longestWait = 2 ** 31 - 1;

const row = z.object({ id: z.number(), work: z.string() });
const earliest = z.object({ at: z.number().nullable() });
const queuedWork = z.looseObject({ type: z.string() });

/** Does work; settles when it was done or given up. */
export type Deliver = (work: QueuedWork) => Promise<void>;

/**
 * Timers in `timers.db` in the data folder, which is made when the first one is set. A timer is forgotten when its work was
 * done or given up; what a process leaves, the next one does at its start. One process at a time.
 */
export class LocalTimers implements Timers {
  /** They go off to the millisecond. */
  readonly lateness = 0;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #schedule: Schedule;
  readonly #log: Logger;
  readonly #underWay = new Set<number>();
  #database: DatabaseSync | undefined;
  #deliver: Deliver | undefined;
  #cancelWait: (() => void) | undefined;

  constructor(deps: { folder: string; clock: Clock; schedule: Schedule; log: Logger }) {
    this.#file = join(deps.folder, 'timers.db');
    this.#clock = deps.clock;
    this.#schedule = deps.schedule;
    this.#log = deps.log;
  }

  /** Gives what is due to `deliver` from now on, beginning with what is late. */
  start(deliver: Deliver): void {
    this.#deliver = deliver;
    if (existsSync(this.#file)) this.#fire();
  }

  set(name: string, at: number, work: QueuedWork): Promise<void> {
    return this.#change(name, (database) => {
      database
        .prepare('REPLACE INTO timers (name, at, work) VALUES (?, ?, ?)')
        .run(name, at, JSON.stringify(work));
    });
  }

  cancel(name: string): Promise<void> {
    return this.#change(name, (database) => {
      database.prepare('DELETE FROM timers WHERE name = ?').run(name);
    });
  }

  close(): void {
    this.#deliver = undefined;
    this.#cancelWait?.();
    this.#database?.close();
    this.#database = undefined;
  }

  async #change(name: string, change: (database: DatabaseSync) => void): Promise<void> {
    assertTimerName(name);
    try {
      change(this.#open());
    } catch (error) {
      throw new Unavailable('The timers', error);
    }
    this.#fire();
    return Promise.resolve();
  }

  #open(): DatabaseSync {
    if (this.#database) return this.#database;
    const database = new DatabaseSync(this.#file);
    // AUTOINCREMENT: a timer that takes the place of another never has its number
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS timers (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, at REAL NOT NULL, work TEXT NOT NULL
      );
    `);
    this.#database = database;
    return database;
  }

  /** Delivers what is due, and waits for what comes next. */
  #fire(): void {
    const deliver = this.#deliver;
    if (!deliver) return;
    try {
      const database = this.#open();
      const now = this.#clock.now();
      for (const due of database.prepare('SELECT id, work FROM timers WHERE at <= ? ORDER BY at').all(now)) {
        const { id, work } = row.parse(due);
        if (!this.#underWay.has(id)) void this.#finish(id, deliver(queuedWork.parse(JSON.parse(work))));
      }
      const { at } = earliest.parse(
        database.prepare('SELECT min(at) AS at FROM timers WHERE at > ?').get(now),
      );
      this.#cancelWait?.();
      this.#cancelWait =
        at === null ? undefined : this.#schedule(() => this.#fire(), Math.min(at - now, longestWait));
    } catch (error) {
      this.#log.error({ err: error }, 'timers could not be read; they wait for the next start');
    }
  }

  async #finish(id: number, delivery: Promise<void>): Promise<void> {
    this.#underWay.add(id);
    try {
      await delivery;
      this.#database?.prepare('DELETE FROM timers WHERE id = ?').run(id);
    } catch (error) {
      this.#log.error({ err: error }, 'a timer stays, and goes off again at the next start');
    } finally {
      this.#underWay.delete(id);
    }
  }
}
