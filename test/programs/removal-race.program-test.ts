import { it } from 'vitest';
import { tryRemovals } from '../support/model/removal-property.ts';

it('given 3,000 orders of sends and a removal in several processes, the removed member gets nothing of what comes after', async () => {
  await tryRemovals(3_000);
}, 600_000);
