import { randomBytes } from 'node:crypto';
import type { Random } from './ports.ts';

/** Drawing is a system call: this many bytes at a time make the few that an id or an IV needs cheap. */
const poolBytes = 8192;

/** Strong random bytes out of a pool, each of them given out once. */
export function pooledRandom(draw: Random = randomBytes): Random {
  let pool = new Uint8Array();
  let offset = 0;
  return (bytes) => {
    if (bytes > poolBytes) return draw(bytes);
    if (offset + bytes > pool.length) {
      // a plain copy: `slice` of a Buffer would share its memory
      pool = new Uint8Array(draw(poolBytes));
      offset = 0;
    }
    const drawn = pool.slice(offset, offset + bytes);
    // what was given out does not stay behind
    pool.fill(0, offset, offset + bytes);
    offset += bytes;
    return drawn;
  };
}
