import { createHash } from 'node:crypto';

/** What is stored of the token of a link that turns digests off: it cannot be guessed, so a plain hash is enough. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
