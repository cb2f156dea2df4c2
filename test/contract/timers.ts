import { describe, expect, it } from 'vitest';
import type { QueuedWork, Timers } from '../../shared/platform/ports.ts';

/** Timers, with a clock that a test moves, and the work that was put on the queue since they were set up. */
export interface TimersWorld {
  timers: Timers;
  now: () => number;
  /** Moves the clock, and has done what becomes due. */
  advance(milliseconds: number): void;
  fired: QueuedWork[];
  /** Ends the process and starts another, by default at once; with `late` that many milliseconds later. */
  restart(late?: number): TimersWorld;
}

const minute = 60_000;
const work = (userId: string): QueuedWork => ({ type: 'went-offline', userId, leftAt: 1 });

/** What every adapter of `Timers` keeps. Times are whole minutes, as one that goes off may be a minute late. */
export function timersContract(adapter: string, make: () => TimersWorld): void {
  describe(`Timers: ${adapter}`, () => {
    const firesIn = async (world: TimersWorld, expected: readonly QueuedWork[]) => {
      await expect
        .poll(() => {
          world.advance(0);
          return [...world.fired];
        })
        .toEqual(expected);
    };

    it('a timer puts its work on the queue at its time, not before, and once', async () => {
      const world = make();
      await world.timers.set('a', world.now() + 10 * minute, work('a'));
      world.advance(9 * minute);
      await firesIn(world, []);
      world.advance(minute);
      await firesIn(world, [work('a')]);
      world.advance(100 * minute);
      await firesIn(world, [work('a')]);
    });

    it('a timer in the past goes off soon', async () => {
      const world = make();
      await world.timers.set('a', world.now() - minute, work('a'));
      world.advance(minute);
      await firesIn(world, [work('a')]);
    });

    it('a timer can be months away', async () => {
      const world = make();
      const months = 90 * 24 * 60 * minute;
      await world.timers.set('a', world.now() + months, work('a'));
      // longer than a timer of Node
      world.advance(30 * 24 * 60 * minute);
      await firesIn(world, []);
      world.advance(60 * 24 * 60 * minute);
      await firesIn(world, [work('a')]);
    });

    it.each([
      ['earlier', 5],
      ['later', 20],
    ])('setting the same name again, %s, replaces the timer', async (_, minutes) => {
      const world = make();
      await world.timers.set('a', world.now() + 10 * minute, work('before'));
      await world.timers.set('b', world.now() + 10 * minute, work('other'));
      await world.timers.set('a', world.now() + minutes * minute, work('after'));
      world.advance(5 * minute);
      await firesIn(world, minutes === 5 ? [work('after')] : []);
      world.advance(5 * minute);
      await firesIn(world, minutes === 5 ? [work('after'), work('other')] : [work('other')]);
      world.advance(10 * minute);
      await firesIn(world, minutes === 5 ? [work('after'), work('other')] : [work('other'), work('after')]);
    });

    it('a cancelled timer does not go off, and cancelling a missing one is a no-op', async () => {
      const world = make();
      await world.timers.cancel('a');
      await world.timers.set('a', world.now() + minute, work('a'));
      await world.timers.set('b', world.now() + minute, work('b'));
      await world.timers.cancel('a');
      await world.timers.cancel('a');
      world.advance(minute);
      await firesIn(world, [work('b')]);
      await world.timers.cancel('b');
    });

    it('a name can be set again after its timer went off', async () => {
      const world = make();
      await world.timers.set('a', world.now() + minute, work('first'));
      world.advance(minute);
      await firesIn(world, [work('first')]);
      await world.timers.set('a', world.now() + minute, work('second'));
      world.advance(minute);
      await firesIn(world, [work('first'), work('second')]);
    });

    it('timers survive a restart, and one that became due meanwhile goes off late', async () => {
      const before = make();
      await before.timers.set('later', before.now() + 10 * minute, work('later'));
      await before.timers.set('missed', before.now() + 5 * minute, work('missed'));
      const after = before.restart(6 * minute);
      await firesIn(after, [work('missed')]);
      after.advance(4 * minute);
      await firesIn(after, [work('missed'), work('later')]);
      const again = after.restart();
      await firesIn(again, after.fired);
    });

    it.each(['', 'a b', 'a/b', 'ä', 'x'.repeat(65)])('the name "%s" is refused', async (name) => {
      const { timers, now } = make();
      await expect(timers.set(name, now(), work('a'))).rejects.toThrow(/a timer is named/);
      await expect(timers.cancel(name)).rejects.toThrow(/a timer is named/);
    });
  });
}
