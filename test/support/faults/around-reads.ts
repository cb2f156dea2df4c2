import type { ObjectStore } from '../../../shared/platform/ports.ts';

type Read = ObjectStore['read'];

/** The store, whose reads go through `around`. */
export function aroundReads(
  objects: ObjectStore,
  around: (read: () => ReturnType<Read>) => ReturnType<Read>,
): ObjectStore {
  return {
    presignUpload: (upload) => objects.presignUpload(upload),
    beginParts: (upload) => objects.beginParts(upload),
    presignPart: (part) => objects.presignPart(part),
    listParts: (upload) => objects.listParts(upload),
    completeParts: (upload) => objects.completeParts(upload),
    abortParts: (upload) => objects.abortParts(upload),
    presignDownload: (download) => objects.presignDownload(download),
    head: (key) => objects.head(key),
    read: (key, range) => around(() => objects.read(key, range)),
    write: (key, bytes, contentType) => objects.write(key, bytes, contentType),
    copy: (from, to, contentType) => objects.copy(from, to, contentType),
    delete: (keys) => objects.delete(keys),
  };
}
