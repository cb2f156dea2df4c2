/** For programs on Node only. */
import type { Storage } from '../storage/storage.ts';
import { fileStorage as storageInFile } from './file-storage.ts';

/**
 * Storage in a file, created on first use and readable by its owner only, since it holds tokens. One process at a time may
 * use it. A file with other or truncated content is renamed to `<path>.corrupt` (`.corrupt-2` and so on), reported once as
 * an `error` event with the code `storage_corrupt`, and replaced by an empty one.
 */
export function fileStorage(path: string): Storage {
  return storageInFile(path);
}
