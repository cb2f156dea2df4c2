import type { App } from '../../shared/app.ts';
import { mediaOfObject, processPoster, processUpload } from '../../shared/media/index.ts';
import type { ObjectFunction } from '../events.ts';
import { defineLambda } from '../lambda.ts';

/**
 * Looks at what was uploaded: a file, or the poster of a video. It is called at least once for each upload, and rejects to be
 * called again.
 */
export function uploadedFunction(app: App): ObjectFunction {
  return async ({ detail }) => {
    const uploaded = mediaOfObject(detail.object.key);
    if (!uploaded) return;
    await (uploaded.part === 'poster' ? processPoster(app, uploaded.id) : processUpload(app, uploaded.id));
  };
}

export const lambda = defineLambda('object', uploadedFunction);
