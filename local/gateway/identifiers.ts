import type { Random } from '../../shared/platform/ports.ts';

const idBytes = 11;
const idsPerDraw = 256;

/** Makes fresh ids in the form that API Gateway gives requests, messages and connections: 16 characters, the last `=`. */
export type NewId = () => string;

export function createIds(random: Random): NewId {
  // Two ids per frame: drawing random bytes for each would cost more than the rest of the event.
  let pool = Buffer.alloc(0);
  let offset = 0;
  return () => {
    if (offset === pool.length) {
      pool = Buffer.from(random(idBytes * idsPerDraw));
      offset = 0;
    }
    const id = pool.toString('base64url', offset, offset + idBytes);
    offset += idBytes;
    return `${id}=`;
  };
}
