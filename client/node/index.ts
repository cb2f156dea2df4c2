/** What only programs on Node can use. */
import type { Storage } from '../storage/storage.ts';
import { fileStorage as storageInFile } from './file-storage.ts';

/**
 * Storage in a file, made on first use and readable by its owner only: it holds tokens. One process at a time may use it.
 * A file that holds something else, or was cut off, is put aside as `<path>.corrupt` (`.corrupt-2` and so on), reported
 * once as an `error` event with the code `storage_corrupt`, and begun anew.
 */
export function fileStorage(path: string): Storage {
  return storageInFile(path);
}
