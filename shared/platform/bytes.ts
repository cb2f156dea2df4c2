import * as z from 'zod';

/** Binary attributes of items, in the schemas of the stores. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes');
