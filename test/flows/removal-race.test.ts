import { it } from 'vitest';
import { tryRemovals } from '../support/model/removal-property.ts';
import { propertyRuns } from '../support/property-runs.ts';

it('given sends in other processes at the same time, a removed member gets nothing of what comes after', async () => {
  await tryRemovals(propertyRuns(40));
}, 60_000);
