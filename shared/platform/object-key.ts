const pattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

/** Throws an `Error` for what is no key of the object store (`ObjectStore` in `ports.ts`). */
export function assertObjectKey(key: string): void {
  if (key.length > 200 || !pattern.test(key)) throw new Error(`no key of an object: ${JSON.stringify(key)}`);
}
