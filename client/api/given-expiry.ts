import type { GivenExpiry } from './contract.ts';
import { integer, object, oneOf } from './shapes.ts';

/** How long a message is to stay, where it is read from the storage. */
export const givenExpiry = object<GivenExpiry>({
  seconds: integer(1),
  from: oneOf('sending', 'reading'),
});
