import type { ObjectHead } from '../platform/ports.ts';
import type { StoredMedia } from './model.ts';

/** In what an object differs from what was announced, as far as the store says it. */
export function mismatchOf(
  { size, sha256 }: Pick<StoredMedia, 'size' | 'sha256'>,
  head: ObjectHead,
): 'size_mismatch' | 'checksum_mismatch' | undefined {
  if (head.size !== size) return 'size_mismatch';
  if (sha256 !== undefined && head.sha256 !== undefined && head.sha256 !== sha256) return 'checksum_mismatch';
  return undefined;
}
