import fc from 'fast-check';
import { expect } from 'vitest';
import { RemovalRace } from './removal-race.ts';

/** Tries removals among sends in this many random orders of the calls to the database. */
export async function tryRemovals(numRuns: number): Promise<void> {
  const race = await RemovalRace.start();
  const order = fc.array(fc.nat({ max: 5 }), { minLength: 30, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(
      order,
      fc.constantFrom('remove' as const, 'ban' as const, 'leave' as const),
      fc.constantFrom(2 as const, 3 as const),
      async (steps, ending, size) => {
        expect(await race.run({ order: steps, ending, size })).toEqual([]);
      },
    ),
    { numRuns },
  );
}
