import { readFile } from 'node:fs/promises';
import { importFunction } from '../../functions/command/import.ts';
import { uploadedFunction } from '../../functions/objects/media.ts';
import type { App } from '../../shared/app.ts';
import type { ImportTarget } from './target.ts';

/** The data of this machine. What S3 would report, it does itself. */
export function localTarget(app: App): ImportTarget {
  const [run, uploaded] = [importFunction(app), uploadedFunction(app)];
  return {
    step: run,
    async upload({ fields }, path, contentType) {
      const { key = '' } = fields;
      // the largest file that is admitted fits into memory
      const bytes = await readFile(path);
      await app.objects.write(key, bytes, contentType);
      await uploaded({ detail: { bucket: { name: 'local' }, object: { key, size: bytes.byteLength } } });
    },
  };
}
