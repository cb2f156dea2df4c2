import { localObjects } from '../support/backend/local-objects.ts';
import { objectsContract } from './objects.ts';

objectsContract('one machine', async () => {
  const { store, clock } = await localObjects();
  return {
    store,
    advance: (milliseconds) => clock.advance(milliseconds),
    checksums: true,
    conditionalCopies: true,
  };
});
