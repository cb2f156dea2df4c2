import type { Clock, ObjectStore } from '../../ports.ts';
import type { MediaResources } from './media-resources.ts';

/**
 * The files of a deployment. The client of S3, a fifth of a bundle, is loaded when a function first uses them: most work of
 * the queue never does.
 */
export function mediaObjects(resources: MediaResources, clock: Clock): ObjectStore {
  let loading: Promise<ObjectStore> | undefined;
  const store = () =>
    (loading ??= import('./media-objects.ts').then((loaded) => loaded.mediaObjects(resources, clock)));
  return {
    presignUpload: async (upload) => (await store()).presignUpload(upload),
    beginParts: async (upload) => (await store()).beginParts(upload),
    presignPart: async (part) => (await store()).presignPart(part),
    listParts: async (upload) => (await store()).listParts(upload),
    completeParts: async (upload) => (await store()).completeParts(upload),
    abortParts: async (upload) => (await store()).abortParts(upload),
    presignDownload: async (download) => (await store()).presignDownload(download),
    head: async (key) => (await store()).head(key),
    read: async (key, range) => (await store()).read(key, range),
    write: async (key, bytes, contentType) => (await store()).write(key, bytes, contentType),
    copy: async (from, to, contentType) => (await store()).copy(from, to, contentType),
    delete: async (keys) => (await store()).delete(keys),
  };
}
